import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { writeAtomically } from '../atomic-write';
import type { Report } from '../engines/engine';
import { ROOT, type Session } from '../session';
import { Bundle, ENTRIES, type FunctionName } from '../stack/bundle';
import { deploy } from '../stack/serverless';
import { findStack, functionOf, hasStack, type Stack } from '../stack/stack';
import { updateFunctions } from '../stack/update';
import { codeUnreadable } from './unreadable';

/** What this checkout has deployed last, and how the engine named it: someone else may have deployed since. */
interface Deployed {
  readonly template: string;
  /** When the engine says that the stack was last changed. */
  readonly changed: string;
  /** For each function: the hash of the bundle, and the one that Lambda gives its package. */
  readonly code: Readonly<Record<FunctionName, { readonly bundle: string; readonly remote: string }>>;
}

const NAMES = Object.keys(ENTRIES) as FunctionName[];

/**
 * Makes the stage run what the files say now. Deploys when serverless.yml or stack/ changed, updates the functions whose
 * code changed, and does nothing when nothing changed.
 * @throws KitError `LAB_CODE_UNREADABLE` when a function cannot be bundled, or `DEPLOY_FAILED`
 */
export async function redeploy(session: Session, report: Report): Promise<Stack> {
  const { stage, aws } = session;
  const memory = path.join(ROOT, '.sluice', 'labs', 'deployed.json');
  const last = existsSync(memory) ? (JSON.parse(readFileSync(memory, 'utf8')) as Deployed) : undefined;
  const bundles = await Promise.all(NAMES.map((name) => Bundle.of(name)));
  try {
    const hashes = new Map<FunctionName, string>();
    for (const bundle of bundles) hashes.set(bundle.name, hashOf(await zipOf(bundle)));
    const template = templateHash();
    let stale: readonly Bundle[] = bundles;
    if (!last || last.template !== template || last.changed !== (await changedAt(session))) {
      await deploy(ROOT, stage, {}, report);
      // The framework compares with what it deployed itself, and keeps code that was updated since: update it, too.
    } else {
      const remote = await remoteHashes(session, await findStack(stage, aws));
      stale = bundles.filter(
        ({ name }) => last.code[name].bundle !== hashes.get(name) || last.code[name].remote !== remote[name],
      );
    }
    const stack = await findStack(stage, aws);
    if (stale.length === 0) return stack;
    report(`updating ${stale.map(({ name }) => name).join(' and ')}`);
    await updateFunctions(aws, stack, stale);
    const remote = await remoteHashes(session, stack);
    const code = Object.fromEntries(
      NAMES.map((name) => [name, { bundle: hashes.get(name), remote: remote[name] }]),
    );
    writeAtomically(memory, JSON.stringify({ template, changed: await changedAt(session), code }));
    return stack;
  } finally {
    await Promise.all(bundles.map((bundle) => bundle.dispose()));
  }
}

async function zipOf(bundle: Bundle): Promise<Uint8Array> {
  try {
    return await bundle.zip();
  } catch (cause) {
    throw codeUnreadable(cause);
  }
}

async function changedAt({ aws, stage }: Session): Promise<string | undefined> {
  if (!(await hasStack(stage, aws))) return undefined;
  const { Stacks } = await aws.cloudFormation.send(
    new DescribeStacksCommand({ StackName: `sluice-${stage.name}` }),
  );
  const { CreationTime, LastUpdatedTime, StackStatus = '' } = Stacks?.[0] ?? {};
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(StackStatus)) return undefined;
  return `${CreationTime?.toISOString()} ${LastUpdatedTime?.toISOString()}`;
}

async function remoteHashes({ aws }: Session, stack: Stack): Promise<Record<FunctionName, string>> {
  const found = NAMES.map(async (name) => {
    const { CodeSha256 = '' } = await aws.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: functionOf(stack, name) }),
    );
    return [name, CodeSha256] as const;
  });
  return Object.fromEntries(await Promise.all(found)) as Record<FunctionName, string>;
}

/** Returns a hash of all that a deployment reads besides the functions' code. */
function templateHash(): string {
  const files = [
    'serverless.yml',
    'src/pipeline.ts',
    ...readdirSync(path.join(ROOT, 'stack')).map((file) => `stack/${file}`),
  ];
  return hashOf(...files.sort().map((file) => readFileSync(path.join(ROOT, file))));
}

function hashOf(...contents: Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content).update('\0');
  return hash.digest('hex');
}
