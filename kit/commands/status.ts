import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { openStack } from '../session';
import { clear, output } from '../terminal/output';
import { printSnapshot } from '../terminal/snapshot';
import { explain } from '../workflow/reasons';
import { takeSnapshot, whatIsOpen } from '../workflow/settle';

const EVERY_MS = 1000;

export function status(program: Command): void {
  program
    .command('status')
    .description('show jobs, parts, row counts and queues')
    .option('--watch', 'refresh every second until Ctrl-C')
    .option('--json', 'print JSON')
    .action(async ({ watch = false, json = false }: { watch?: boolean; json?: boolean }) => {
      const { stack, aws } = await openStack();
      const out = output(json);
      do {
        const seen = await takeSnapshot(stack, aws);
        const snapshot = { ...seen, deadLetters: await explain(stack, aws, seen) };
        if (watch && !json) clear();
        out.data({ ...snapshot, open: whatIsOpen(snapshot) });
        printSnapshot(snapshot, out);
        if (watch) await pause(EVERY_MS);
      } while (watch);
    });
}
