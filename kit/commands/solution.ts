import type { Command } from 'commander';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { solution as printSolution } from '../terminal/learner';
import { output } from '../terminal/output';

export function solution(program: Command): void {
  program
    .command('solution')
    .description('show one solution of the open lab, after a pass or the third hint')
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) =>
      learning(async () => printSolution(new Workshop(ROOT), output(json))),
    );
}
