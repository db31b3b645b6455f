import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../kit/session';
import { type Params, packageStack, TEMPLATE } from '../../kit/stack/serverless';
import { stageOf } from '../../kit/stack/stage';

// biome-ignore lint/suspicious/noExplicitAny: the Serverless Framework decides the shape of a template.
export type Resource = { Type: string; Condition?: string; DependsOn?: string | string[]; Properties: any };
/** The part of a CloudFormation template that tests read. */
export interface Template {
  Conditions: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
}

/** Returns the CloudFormation template of a stage as it is deployed. Needs neither an engine nor an account. */
export async function packaged(name: string, params: Params = {}): Promise<Template> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-package-'));
  try {
    await packageStack(ROOT, stageOf({ STAGE: name }), folder, params, () => {});
    return JSON.parse(readFileSync(path.join(folder, TEMPLATE), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
