import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type Outcome, run } from '../../../../../kit/engines/run';
import { ROOT } from '../../../../../kit/session';
import { temporaryFolder } from '../../engines/support/machine';

const PARTS = ['kit', 'labs', 'seed', 'src', 'stack', 'package.json', 'serverless.yml'];

/** Copies what the commands about labs need into a folder that is deleted after the test. */
export function labCheckout(): string {
  const root = temporaryFolder();
  for (const part of PARTS)
    cpSync(path.join(ROOT, part), path.join(root, part), {
      recursive: true,
      filter: (file) => !/labs\/(\.kept|progress\.json)/.test(file),
    });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
  return root;
}

/** Runs a command of such a checkout. */
export function sluiceIn(root: string, args: string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const { ENGINE: _, STAGE: __, ...ours } = process.env;
  return run(process.execPath, ['kit/main.js', ...args], {
    cwd: root,
    env: { ...ours, NO_COLOR: '1', ...env },
    timeoutMs: 60_000,
  });
}
