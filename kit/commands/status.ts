import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type Snapshot, takeSnapshot, whatIsOpen } from '../pipeline/settle';
import { openStack } from '../session';
import { printJobs } from '../terminal/follow';
import { type Output, output } from '../terminal/output';

const EVERY_MS = 1000;

export function status(program: Command): void {
  program
    .command('status')
    .description('jobs, parts, counts, queues')
    .option('--watch', 'look again every second, until Ctrl-C')
    .option('--json', 'print JSON')
    .action(async ({ watch = false, json = false }: { watch?: boolean; json?: boolean }) => {
      const { stack, aws } = await openStack();
      const out = output(json);
      do {
        const snapshot = await takeSnapshot(stack, aws);
        if (watch && !json && process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H');
        out.data({ ...snapshot, open: whatIsOpen(snapshot) });
        print(snapshot, out);
        if (watch) await pause(EVERY_MS);
      } while (watch);
    });
}

function print(snapshot: Snapshot, out: Output): void {
  if (snapshot.jobs.length === 0)
    out.line('No job has run yet: make run, or make send FILE=path/to/your.csv');
  printJobs(snapshot.jobs, out);
  out.line();
  out.table(
    ['queue', 'visible', 'in flight', 'delayed'],
    Object.entries({
      jobs: snapshot.queues.jobs,
      'jobs-dlq': snapshot.queues.jobsDlq,
      'load-failed': snapshot.queues.loadFailed,
    }).map(([name, { visible, inFlight, delayed }]) => [name, visible, inFlight, delayed]),
  );
  for (const { queue, body, csvKeys, reason } of snapshot.deadLetters) {
    out.line(
      `\n${pc.yellow('dead letter')} in ${queue}: ${csvKeys.join(', ') || body}${reason ? ` (${reason})` : ''}`,
    );
  }
  const open = whatIsOpen(snapshot);
  out.line(
    open.length === 0
      ? `\n${pc.green('Settled.')}`
      : `\nOn its way:\n${open.map((line) => `  ${line}`).join('\n')}`,
  );
}
