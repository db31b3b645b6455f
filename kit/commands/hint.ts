import type { Command } from 'commander';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { hint as printHint } from '../terminal/learner';
import { output } from '../terminal/output';

export function hint(program: Command): void {
  program
    .command('hint')
    .description('show the next of three hints for the open lab')
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) =>
      learning(async () => printHint(new Workshop(ROOT), output(json))),
    );
}
