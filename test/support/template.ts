import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: the Serverless Framework decides the shape of a template.
export type Resource = { Type: string; Condition?: string; DependsOn?: string | string[]; Properties: any };
/** The part of a CloudFormation template that tests read. */
export interface Template {
  Conditions: Record<string, unknown>;
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Value: unknown }>;
}

const ROOT = path.resolve(__dirname, '../..');

/** Returns the CloudFormation template of a stage as it is deployed, with parameters such as `a=b`. Needs neither an engine nor an account. */
export function packaged(stage: string, ...params: string[]): Template {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-package-'));
  try {
    const bin = path.join(ROOT, 'node_modules/.bin/serverless');
    const env = {
      ...{ PATH: process.env.PATH, HOME: folder, SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
      ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' },
    };
    const given = params.flatMap((param) => ['--param', param]);
    const args = ['package', '--stage', stage, '--package', folder, ...given];
    execFileSync(bin, args, { cwd: ROOT, env, stdio: 'pipe' });
    return JSON.parse(readFileSync(path.join(folder, 'cloudformation-template-update-stack.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
