import type { Explained } from '../workflow/reasons';
import { type Snapshot, whatIsOpen } from '../workflow/settle';
import { printDeadLetters } from './dead-letters';
import { printJobs } from './follow';
import type { Output } from './output';
import { green } from './style';

/** Prints jobs, queues, dead letters and open work. */
export function printSnapshot(
  snapshot: Snapshot & { readonly deadLetters: readonly Explained[] },
  out: Output,
): void {
  if (snapshot.jobs.length === 0) {
    const { visible, inFlight, delayed } = snapshot.queues.jobs;
    const messages = visible + inFlight + delayed;
    out.line(
      messages === 0
        ? 'No job has run yet: make run, or make send FILE=path/to/your.csv'
        : 'No job has begun yet; the jobs queue has messages.',
    );
  }
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
  printDeadLetters(snapshot.deadLetters, out);
  if (snapshot.moreDeadLetters) out.line('\nMore dead letters wait than are shown here.');
  const open = whatIsOpen(snapshot);
  out.line(
    open.length === 0
      ? `\n${green('Settled.')}`
      : `\nOn its way:\n${open.map((line) => `  ${line}`).join('\n')}`,
  );
}
