import type { Command } from 'commander';
import { redrive } from '../pipeline/redrive';
import { openStack } from '../session';
import { output } from '../terminal/output';
import { step } from '../terminal/progress';

export function redriveCommand(program: Command): void {
  program
    .command('redrive')
    .description('send every dead letter again, once its cause is mended')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { stack, aws } = await openStack();
      const out = output(json);
      const redriven = await step('Sending the dead letters again', () => redrive(stack, aws));
      const { jobs, loads, unreadable } = redriven;
      out.data(redriven);
      out.line(
        `${jobs.length} job messages and ${loads} loads sent again. make status WATCH=1 follows them.`,
      );
      if (unreadable > 0) out.line(`${unreadable} messages of load-failed hold no event; they stay there.`);
    });
}
