import type { Command } from 'commander';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { reset } from '../terminal/learner';
import { output } from '../terminal/output';

export function labReset(program: Command): void {
  program
    .command('lab-reset')
    .description('close the open lab: put its files back, keep your version, empty its stage')
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) =>
      learning(() => reset(new Workshop(ROOT), output(json))),
    );
}
