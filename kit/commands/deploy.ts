import type { Command } from 'commander';
import { openSession, ROOT, type Session } from '../session';
import { deploy } from '../stack/serverless';
import { step } from '../terminal/progress';
import { checkOwnStep } from '../workflow/own-step';

export function deployCommand(program: Command): void {
  program
    .command('deploy')
    .description('deploy serverless.yml to the stage (STAGE=dev is in AWS)')
    .action(async () => deployStage(await openSession()));
}

/** Deploys the session's stage. @throws KitError `BAD_PIPELINE` when the user's own step cannot be used */
export async function deployStage({ stage }: Session): Promise<void> {
  checkOwnStep();
  await step(`Deploying stage ${stage.name}`, (report) => deploy(ROOT, stage, {}, report));
}
