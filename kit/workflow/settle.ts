import { setTimeout as pause } from 'node:timers/promises';
import { partKey } from '../../src/extract/part-key';
import { KitError } from '../errors';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { type DeadLetter, type DeadLetters, readDeadLetters } from './dead-letters';
import { type JobState, readJobs, readLedger } from './ledger';
import { type Depth, type Queues, readQueues } from './queues';
import type { Sent } from './send';

/** The state of a stack's work at one moment. */
export interface Snapshot extends DeadLetters {
  readonly jobs: readonly JobState[];
  readonly queues: Queues;
}

/** Takes a snapshot. @param only the jobs to read; when missing, all are read, which scans the ledger */
export async function takeSnapshot(stack: Stack, aws: Clients, only?: readonly string[]): Promise<Snapshot> {
  // Reads in the order in which work moves, so work that leaves a queue afterwards is seen in a later read, and the
  // receipt of a job whose message is dead is read after its last attempt.
  const queues = await readQueues(stack, aws);
  const letters = await readDeadLetters(stack, aws);
  const jobs = await (only ? readJobs(stack, aws, only) : readLedger(stack, aws));
  return { queues, ...letters, jobs: jobs.map((job) => withDeadParts(job, letters.deadLetters)) };
}

export interface SettleOptions {
  /** Waits for these messages only; when missing, for all work of the stack, which scans the ledger at each look. */
  readonly sent?: readonly Sent[];
  /** Also waits for jobs whose parts are loaded again. */
  readonly loading?: readonly string[];
  readonly deadlineMs: number;
  readonly onLook?: (snapshot: Snapshot, open: readonly string[]) => void;
}

const LOOK_EVERY_MS = 100;

/**
 * How long after a failure the counters of the queues, and a look at the dead letters, are certain to show its message.
 * While an engine moves a message to the dead-letter queue, no counter has it; another reader hides letters for up to
 * 30 s; on AWS the counters are right about a minute after the last change.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
const COUNTED_AFTER_MS = 60_000;

/**
 * Waits until every message has settled: its rows are in the table, or it is in a dead-letter queue.
 * @throws KitError `NOT_SETTLED` at the deadline, with the place where the chain stalled and what was last seen
 */
export async function settle(stack: Stack, aws: Clients, options: SettleOptions): Promise<Snapshot> {
  const end = Date.now() + options.deadlineMs;
  const { sent, loading = [] } = options;
  const only = sent && [...sent.flatMap(({ job }) => job ?? []), ...loading];
  for (;;) {
    const snapshot = await takeSnapshot(stack, aws, only);
    const open = whatIsOpen(snapshot, sent, loading);
    options.onLook?.(snapshot, open);
    if (open.length === 0) return snapshot;
    if (Date.now() > end) {
      throw new KitError('NOT_SETTLED', {
        seconds: options.deadlineMs / 1000,
        open: open.map((line) => `  ${line}`).join('\n'),
        queues: describeQueues(snapshot),
      });
    }
    await pause(LOOK_EVERY_MS);
  }
}

/** Marks a job as failed when all its missing parts are dead letters of load, which its receipt cannot say. */
export function withDeadParts(job: JobState, deadLetters: readonly DeadLetter[]): JobState {
  if (job.phase !== 'loading' || openParts(job, deadLetters).length > 0) return job;
  return { ...job, phase: 'failed' };
}

/** Returns the parts that have neither a receipt nor a dead letter. */
function openParts({ receipt, missing }: JobState, deadLetters: readonly DeadLetter[]): number[] {
  const dead = new Set(deadLetters.flatMap(({ csvKeys }) => csvKeys));
  // A lone CSV is itself a part.
  const keyOf = (part: number) =>
    receipt.format ? partKey(receipt, part, receipt.parts !== 1) : receipt.key;
  return missing.filter((part) => !dead.has(keyOf(part)));
}

/** Returns the open work, one line each; nothing when all is settled. */
export function whatIsOpen(
  snapshot: Snapshot,
  sent?: readonly Sent[],
  loading: readonly string[] = [],
): string[] {
  if (sent) {
    const again = snapshot.jobs.filter(({ receipt }) => loading.includes(receipt.id));
    return [
      ...sent.flatMap((message) => openMessage(snapshot, message)),
      ...again.flatMap((job) => openJob(snapshot, job)),
    ];
  }
  const { visible, inFlight, delayed } = snapshot.queues.jobs;
  return [
    ...(isEmpty(snapshot.queues.jobs)
      ? []
      : [`jobs queue: ${visible} visible, ${inFlight} in flight, ${delayed} delayed`]),
    ...snapshot.jobs.flatMap((job) => openJob(snapshot, job)),
  ];
}

function openMessage(snapshot: Snapshot, sent: Sent): string[] {
  if (snapshot.deadLetters.some(({ messageId }) => messageId === sent.messageId)) return [];
  // The receipt may still be that of an earlier message, which failed.
  const job =
    sent.job &&
    snapshot.jobs.find(
      ({ receipt: { id, state, messageId } }) =>
        id === sent.job && (state === 'extracted' || messageId !== sent.triedBefore),
    );
  if (!job) return [`${sent.name}: no receipt yet; the message waits in the queue, or extract has not begun`];
  return openJob(snapshot, job);
}

function openJob(snapshot: Snapshot, job: JobState): string[] {
  const { deadLetters, queues } = snapshot;
  const { receipt, phase, loaded } = job;
  const name = `${receipt.key} (job ${receipt.id})`;
  if (phase === 'extracting' || receipt.state === 'failed') {
    // A function that was killed at the message's last try left its receipt unchanged.
    if (deadLetters.some((letter) => letter.queue === 'jobs-dlq' && letter.messageId === receipt.messageId))
      return [];
    if (phase === 'extracting') return [`${name}: extract is working on it, since ${receipt.startedAt}`];
    // No message is left that could retry the job, and its dead letter is gone.
    if (isEmpty(queues.jobs) && Date.now() > Date.parse(receipt.endedAt ?? '') + COUNTED_AFTER_MS) return [];
    // SQS counts a message late, so none may be there, or one may be lost.
    const next = isEmpty(queues.jobs) ? 'the jobs queue shows no message for it' : 'it will be tried again';
    return [`${name}: extract failed with ${receipt.reason} (try ${receipt.tries}); ${next}`];
  }
  const open = openParts(job, deadLetters);
  if (open.length === 0) return [];
  return [
    `${name}: ${loaded.length} of ${receipt.parts} parts loaded; load has left no receipt for part ${open.join(', ')}`,
  ];
}

function isEmpty({ visible, inFlight, delayed }: Depth): boolean {
  return visible + inFlight + delayed === 0;
}

function describeQueues({ queues: { jobs, jobsDlq, loadFailed }, moreDeadLetters }: Snapshot): string {
  const unseen = moreDeadLetters ? '\n  more dead letters wait than were looked at: ./sluice redrive' : '';
  return `  queues: jobs ${jobs.visible} visible, ${jobs.inFlight} in flight, ${jobs.delayed} delayed; jobs-dlq ${jobsDlq.visible}; load-failed ${loadFailed.visible}${unseen}`;
}
