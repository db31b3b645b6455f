import type { Command } from 'commander';
import { openLabStage } from '../labs/on-stage';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { check as checkOpen } from '../terminal/learner';
import { output } from '../terminal/output';

export function check(program: Command): void {
  program
    .command('check')
    .description('judge your fix of the open lab: exits with 0 passed, 1 not yet, 2 could not run')
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) =>
      learning(async () => {
        const workshop = new Workshop(ROOT);
        workshop.requireBroken();
        if (!(await checkOpen(workshop, await openLabStage(), output(json)))) process.exitCode = 1;
      }),
    );
}
