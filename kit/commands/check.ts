import type { Command } from 'commander';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { check as checkOpen } from '../terminal/learner';
import { output } from '../terminal/output';
import { openStageFor } from './lab';

export function check(program: Command): void {
  program
    .command('check')
    .description('judge your fix of the open lab: passed, or not yet and where to look')
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) =>
      learning(async () => {
        const workshop = new Workshop(ROOT);
        const session = await openStageFor(workshop.requireBroken().lab);
        if (!(await checkOpen(workshop, session, output(json)))) process.exitCode = 1;
      }),
    );
}
