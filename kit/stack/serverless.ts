import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Report } from '../engines/engine';
import { withLock } from '../engines/lock';
import { run } from '../engines/run';
import { KitError } from '../errors';
import { credentialsOf, withCredentials } from './credentials';
import { eventsComeAtOnce } from './events';
import { type Stage, stageEnvironment, stageOf } from './stage';

const TIMEOUT_MS = 600_000;
/** Parameters of serverless.yml for one deployment, such as `{ partRows: 100 }`. */
export type Params = Readonly<Record<string, string | number>>;

/** Deploys serverless.yml. @throws KitError `DEPLOY_FAILED` with what the Serverless Framework said, or as {@link credentialsOf} */
export async function deploy(root: string, stage: Stage, params: Params, report: Report): Promise<void> {
  await serverless(root, stage, ['deploy'], params, 'DEPLOY_FAILED', report, await environment(stage));
  await eventsComeAtOnce();
}

/** The file name of the template of a packaged stack. */
export const TEMPLATE = 'cloudformation-template-update-stack.json';

/** Makes a packaged template hold all that a parameter can add. */
export const EVERYTHING: Params = { autoRun: 'true' };

/**
 * Writes the CloudFormation template and the functions' zips to a folder. Packaging calls nothing, so it gets no
 * credentials, even for a stage in AWS.
 * @throws KitError `PACKAGE_FAILED`
 */
export function packageStack(
  root: string,
  stage: Stage,
  folder: string,
  params: Params,
  report: Report,
): Promise<void> {
  const env = stageEnvironment(stageOf({}), undefined, process.env);
  return serverless(root, stage, ['package', '--package', folder], params, 'PACKAGE_FAILED', report, env);
}

/** Returns the environment of a command that calls AWS; the framework itself cannot read a single sign-on profile. */
async function environment(stage: Stage): Promise<NodeJS.ProcessEnv> {
  return stage.offline ? process.env : withCredentials(process.env, await credentialsOf(stage));
}

async function serverless(
  root: string,
  stage: Stage,
  command: string[],
  params: Params,
  code: 'DEPLOY_FAILED' | 'PACKAGE_FAILED',
  report: Report,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const flags = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
  // The framework leaves its temporary folders behind, and writes to the home folder.
  const TMPDIR = path.join(root, '.sluice', `tmp-${process.pid}`);
  const removeTmp = () => rmSync(TMPDIR, { recursive: true, force: true });
  process.once('exit', removeTmp); // Also after Ctrl-C.
  const home = path.join(root, '.sluice', 'home');
  for (const folder of [TMPDIR, home]) mkdirSync(folder, { recursive: true });
  const bin = path.join(root, 'node_modules', '.bin', 'serverless');
  // One command at a time: all build in the same folders, and two changes of one stage would break each other.
  const outcome = await withLock(path.join(root, '.sluice', 'serverless.lock'), TIMEOUT_MS, () =>
    run(bin, [...command, '--stage', stage.name, ...flags], {
      cwd: root,
      env: { ...env, TMPDIR, HOME: home },
      timeoutMs: TIMEOUT_MS,
      onLine: (line) => {
        if (/\S/.test(line)) report(line.trim());
      },
    }),
  );
  removeTmp();
  process.off('exit', removeTmp);
  if (outcome.exitCode === 0) return;
  throw new KitError(code, {
    command: `serverless ${command.join(' ')}`,
    outcome: outcome.timedOut ? 'did not end in time' : 'failed',
    output: outcome.output.trim(),
  });
}
