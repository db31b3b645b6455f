import path from 'node:path';
import type { Command } from 'commander';
import { withLock } from '../engines/lock';
import { openSession, ROOT, type Session } from '../session';
import { deploy } from '../stack/serverless';
import { step } from '../terminal/progress';

const LOCK_MS = 120_000;

export function deployCommand(program: Command): void {
  program
    .command('deploy')
    .description('deploy serverless.yml to the stage')
    .action(async () => deployStage(await openSession()));
}

/** Deploys the session's stage. */
export async function deployStage({ stage }: Session): Promise<void> {
  // Two deployments of one stage at once would break each other.
  const lock = path.join(ROOT, '.sluice', 'deploy.lock');
  await step(`Deploying stage ${stage.name}`, (report) =>
    withLock(lock, LOCK_MS, () => deploy(ROOT, stage, {}, report)),
  );
}
