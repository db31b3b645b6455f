import type { Command } from 'commander';
import { KitError } from '../errors';
import { openStack } from '../session';
import { output } from '../terminal/output';
import { step } from '../terminal/progress';
import { printSnapshot } from '../terminal/snapshot';
import { explain } from '../workflow/reasons';
import { redrive } from '../workflow/redrive';
import { settle, takeSnapshot } from '../workflow/settle';

const DEADLINE_MS = 300_000;

export function redriveCommand(program: Command): void {
  program
    .command('redrive')
    .description('send every dead letter again, after you removed the cause')
    .option('--letter <id>', 'only the dead letter with this message id')
    .option('--json', 'print JSON')
    .action(async ({ letter, json = false }: { letter?: string; json?: boolean }) => {
      const { stack, aws } = await openStack();
      const out = output(json);
      const redriven = await step('Sending the dead letters again', () => redrive(stack, aws, letter));
      const { jobs, loads, loading, unreadable, more } = redriven;
      await step('Waiting until all is settled', (report) =>
        settle(stack, aws, {
          ...{ sent: jobs, loading, deadlineMs: DEADLINE_MS },
          onLook: (_, [first = '']) => report(first),
        }),
      );
      const settled = await takeSnapshot(stack, aws);
      const snapshot = { ...settled, deadLetters: await explain(stack, aws, settled) };
      out.data({ ...redriven, ...snapshot });
      out.line(`Sent again: ${jobs.length} of the jobs queue, ${loads} of load.`);
      if (unreadable > 0) out.line(`Left in load-failed, because they contain no event: ${unreadable}.`);
      printSnapshot(snapshot, out);
      if (more) out.line('Dead letters are left. Run ./sluice redrive again.');
      const again = snapshot.deadLetters.filter(
        ({ messageId, csvKeys }) => csvKeys.length > 0 || jobs.some((job) => job.messageId === messageId),
      );
      if (again.length === 0) return;
      const failed = `${again.length} of ${jobs.length + loads} dead letters that were sent again`;
      throw new KitError('JOB_FAILED', { jobs: failed });
    });
}
