import { stringify as toJson } from 'lossless-json';
import { wayOut } from '../codes';
import { KitError } from '../errors';
import type { Session } from '../session';
import type { Stack } from '../stack/stack';
import { isBalanced, type JobState } from '../workflow/ledger';
import { explain } from '../workflow/reasons';
import { readRejects } from '../workflow/rejects';
import { readRows } from '../workflow/rows';
import type { Sent } from '../workflow/send';
import { settle } from '../workflow/settle';
import { printDeadLetters } from './dead-letters';
import type { Output } from './output';
import { step } from './progress';
import { bold, green, red, yellow } from './style';

export type Opened = Session & { stack: Stack };

const DEADLINE_MS = 300_000;
const SAMPLE_REJECTS = 3;
/** Limits the search for the sample row in a large table. */
const SAMPLE_PAGES = 2;

/**
 * Waits until the messages are settled, then prints the outcome of each: counts, rejects, and one stored row.
 * @throws KitError `JOB_FAILED`, after printing everything, when a message ended as a dead letter
 */
export async function follow({ stack, aws }: Opened, sent: readonly Sent[], out: Output): Promise<void> {
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
  const jobs = sent.flatMap(({ job }) => snapshot.jobs.filter(({ receipt }) => receipt.id === job));
  // A job that continued in another invocation has a separate message.
  const messages = new Set(
    [...sent, ...jobs.map(({ receipt }) => receipt)].map(({ messageId }) => messageId),
  );
  const letters = snapshot.deadLetters.filter(
    ({ messageId, csvKeys }) =>
      messages.has(messageId) || csvKeys.some((key) => sent.some(({ job }) => key.includes(`/${job}/`))),
  );
  const dead = await explain(stack, aws, { jobs: snapshot.jobs, deadLetters: letters });
  out.data({ jobs, deadLetters: dead });
  printJobs(jobs, out);
  for (const job of out.json ? [] : jobs.filter(({ rejected }) => rejected > 0)) {
    const rejects = await readRejects(stack, aws, { dataset: job.receipt.dataset, job: job.receipt.id });
    out.line(`\n${bold(job.receipt.key)}: ${job.rejected} rejected`);
    for (const { row, message } of rejects.slice(0, SAMPLE_REJECTS)) out.line(`  row ${row}: ${message}`);
    if (rejects.length > SAMPLE_REJECTS) out.line(`  … and ${rejects.length - SAMPLE_REJECTS} more`);
  }
  printDeadLetters(dead, out);
  const newest = jobs.find(({ accepted }) => accepted > 0);
  if (newest && !out.json) {
    const [row] = await readRows(stack, aws, { job: newest.receipt.id }, 1, SAMPLE_PAGES);
    if (row)
      out.line(
        `\nOne of the rows of ${newest.receipt.key}, as DynamoDB has it:\n${toJson(row, undefined, 2)}`,
      );
  }
  const failed = sent.filter(
    ({ messageId, job }) =>
      letters.some((letter) => letter.messageId === messageId) ||
      jobs.some(({ receipt, phase }) => receipt.id === job && phase === 'failed'),
  );
  if (failed.length === 0) return;
  const names = failed.map(({ name }) => name).join(', ');
  const what =
    sent.length === 1 ? `The job of ${names}` : `${failed.length} of ${sent.length} jobs (${names})`;
  throw new KitError('JOB_FAILED', { jobs: what });
}

/** Prints the table of jobs, and their warnings, that `status`, `run` and `send` show. */
export function printJobs(jobs: readonly JobState[], out: Output): void {
  if (jobs.length === 0) return;
  out.line();
  // Most datasets have no step that filters.
  const filters = jobs.some(({ filtered }) => filtered > 0);
  out.table(
    [
      ...['input', 'job', 'state', 'parts', 'rows read', 'accepted', 'rejected', 'superseded'],
      ...(filters ? ['filtered'] : []),
      '',
    ],
    jobs.map((job) => [
      job.receipt.key,
      job.receipt.id,
      job.phase,
      `${job.loaded.length}/${job.receipt.parts ?? '?'}`,
      ...[job.rows, job.accepted, job.rejected, job.superseded],
      ...(filters ? [job.filtered] : []),
      verdict(job),
    ]),
  );
  for (const job of jobs) printWarnings(job, out);
}

/**
 * Returns the verdict on a job: green only when nothing is doubtful, and the table holds every row, or a later row with
 * the same id.
 */
function verdict(job: JobState): string {
  if (job.phase === 'failed') {
    const { reason } = job.receipt;
    return red(`✘ ${reason ? `${reason}: ` : ''}./sluice redrive, once the cause is removed`);
  }
  if (job.phase !== 'done') return '';
  if (!isBalanced(job)) return red('✘ rows do not add up');
  const { rows, rejected, receipt } = job;
  const many = rejected === rows ? 'every row' : rejected.toLocaleString('en');
  const oddities = [
    ...(rejected > 0 ? [`${many} rejected: ./sluice rejects`] : []),
    ...(receipt.warnings ?? []).map(({ code }) => code),
  ];
  return oddities.length > 0 ? yellow(`⚠ ${oddities.join('; ')}`) : green('✔ every row accounted for');
}

function printWarnings({ phase, receipt: { key, warnings = [] } }: JobState, out: Output): void {
  if (phase !== 'done') return;
  for (const { code, message } of warnings) {
    out.line(`\n${yellow('warning')} about ${key}: ${message}`);
    out.line(`  ${bold('What to do:')} ${wayOut(code)}`);
  }
}
