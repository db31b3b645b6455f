import { stringify as toJson } from 'lossless-json';
import pc from 'picocolors';
import { isBalanced, type JobState } from '../pipeline/ledger';
import { readRejects } from '../pipeline/rejects';
import { readRows } from '../pipeline/rows';
import type { Sent } from '../pipeline/send';
import { type Snapshot, settle } from '../pipeline/settle';
import type { Session } from '../session';
import type { Stack } from '../stack/stack';
import type { Output } from './output';
import { step } from './progress';

export type Opened = Session & { stack: Stack };

const DEADLINE_MS = 300_000;
const SAMPLE_REJECTS = 3;
/** In a large table the sample row is not looked for for long. */
const SAMPLE_PAGES = 2;

/** Waits until the messages are settled, then prints what became of each: counts, rejects, and one row as it is stored. */
export async function follow({ stack, aws }: Opened, sent: readonly Sent[], out: Output): Promise<Snapshot> {
  const snapshot = await step(
    `Waiting until ${sent.length === 1 ? 'the job is' : `${sent.length} jobs are`} settled`,
    (report) =>
      settle(stack, aws, {
        sent,
        deadlineMs: DEADLINE_MS,
        onLook: (seen, open) => {
          const rows = seen.jobs.reduce((sum, job) => sum + job.accepted, 0);
          report(
            `${sent.length - open.length} of ${sent.length}, ${rows.toLocaleString('en')} rows in the table`,
          );
        },
      }),
  );
  const jobs = sent.flatMap(({ job }) => snapshot.jobs.filter(({ receipt }) => receipt.job === job));
  const dead = snapshot.deadLetters.filter(({ messageId, csvKeys }) =>
    sent.some((one) => one.messageId === messageId || csvKeys.some((key) => key.includes(`/${one.job}/`))),
  );
  out.data({ jobs, deadLetters: dead });
  printJobs(jobs, out);
  for (const job of jobs.filter(({ rejected }) => rejected > 0)) {
    const rejects = await readRejects(stack, aws, job.receipt);
    out.line(`\n${pc.bold(job.receipt.key)}: ${job.rejected} rejected`);
    for (const { row, message } of rejects.slice(0, SAMPLE_REJECTS)) out.line(`  row ${row}: ${message}`);
    if (rejects.length > SAMPLE_REJECTS) out.line(`  … and ${rejects.length - SAMPLE_REJECTS} more`);
  }
  for (const { queue, body, csvKeys, reason } of dead) {
    out.line(
      `\n${pc.yellow('dead letter')} in ${queue}: ${csvKeys.join(', ') || body}${reason ? ` (${reason})` : ''}`,
    );
  }
  const newest = jobs.find(({ accepted }) => accepted > 0);
  if (newest && !out.json) {
    const [row] = await readRows(stack, aws, { job: newest.receipt.job }, 1, SAMPLE_PAGES);
    if (row)
      out.line(
        `\nOne of the rows of ${newest.receipt.key}, as DynamoDB has it:\n${toJson(row, undefined, 2)}`,
      );
  }
  return snapshot;
}

/** The table of jobs that `status`, `run` and `send` show. */
export function printJobs(jobs: readonly JobState[], out: Output): void {
  if (jobs.length === 0) return;
  out.line();
  out.table(
    ['input', 'job', 'state', 'parts', 'rows read', 'accepted', 'rejected', 'superseded', ''],
    jobs.map((job) => [
      job.receipt.key,
      job.receipt.job,
      job.receipt.reason && job.phase === 'failed' ? `failed: ${job.receipt.reason}` : job.phase,
      `${job.loaded.length}/${job.receipt.parts ?? '?'}`,
      ...[job.rows, job.accepted, job.rejected, job.superseded],
      job.phase !== 'done'
        ? ''
        : isBalanced(job)
          ? pc.green('✔ every row accounted for')
          : pc.red('✘ rows do not add up'),
    ]),
  );
}
