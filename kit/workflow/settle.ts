import { setTimeout as pause } from 'node:timers/promises';
import { partKey } from '../../src/extract/part-key';
import { KitError } from '../errors';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { type DeadLetter, type DeadLetters, readDeadLetters } from './dead-letters';
import { type JobState, readJobs, readLedger } from './ledger';
import { type Depth, type Queues, readQueues } from './queues';
import type { Sent } from './send';

/** What can be known of a stack's work at one moment. */
export interface Snapshot extends DeadLetters {
  readonly jobs: readonly JobState[];
  readonly queues: Queues;
}

/** @param only names of the jobs to read; without them, all are read, which costs a scan of the ledger */
export async function takeSnapshot(stack: Stack, aws: Clients, only?: readonly string[]): Promise<Snapshot> {
  // In the order in which work moves: what leaves a queue afterwards shows in what is read later, and when a message
  // is seen dead, its job's receipt is read after its last try.
  const queues = await readQueues(stack, aws);
  const letters = await readDeadLetters(stack, aws);
  const jobs = await (only ? readJobs(stack, aws, only) : readLedger(stack, aws));
  return { queues, ...letters, jobs: jobs.map((job) => withDeadParts(job, letters.deadLetters)) };
}

export interface SettleOptions {
  /** Only these messages; all of the stack's work when left out, which scans the ledger at each look. */
  readonly sent?: readonly Sent[];
  /** Besides `sent`, jobs whose parts are loaded again. */
  readonly loading?: readonly string[];
  readonly deadlineMs: number;
  readonly onLook?: (snapshot: Snapshot, open: readonly string[]) => void;
}

const LOOK_EVERY_MS = 100;

/**
 * Waits until every message is where it will stay: its rows in the table, or itself in a dead-letter queue.
 * @throws KitError `NOT_SETTLED` at the deadline, saying where the chain stalled and what was seen last
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

/** A job that waits for nothing but parts that are dead in load has failed, though its receipt cannot say so. */
export function withDeadParts(job: JobState, deadLetters: readonly DeadLetter[]): JobState {
  if (job.phase !== 'loading' || openParts(job, deadLetters).length > 0) return job;
  return { ...job, phase: 'failed' };
}

/** The parts that have neither a receipt nor a dead letter. */
function openParts({ receipt, missing }: JobState, deadLetters: readonly DeadLetter[]): number[] {
  const dead = new Set(deadLetters.flatMap(({ csvKeys }) => csvKeys));
  // A CSV that came without a job is a part itself.
  const keyOf = (part: number) =>
    receipt.format ? partKey(receipt, part, receipt.parts !== 1) : receipt.key;
  return missing.filter((part) => !dead.has(keyOf(part)));
}

/** What is still on its way, a line each; nothing when settled. */
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
  const job = sent.job && snapshot.jobs.find(({ receipt }) => receipt.id === sent.job);
  if (!job) return [`${sent.name}: no receipt yet; the message waits in the queue, or extract has not begun`];
  return openJob(snapshot, job);
}

function openJob({ deadLetters, queues }: Snapshot, job: JobState): string[] {
  const { receipt, phase, loaded } = job;
  const name = `${receipt.key} (job ${receipt.id})`;
  if (phase === 'extracting' || receipt.state === 'failed') {
    // A function that was killed at the message's last try has left its receipt as it was.
    if (deadLetters.some((letter) => letter.queue === 'jobs-dlq' && letter.messageId === receipt.messageId))
      return [];
    if (phase === 'extracting') return [`${name}: extract is working on it, since ${receipt.startedAt}`];
    // With nothing in the queue there is no message that could try it again: it is dead, or was sent anew.
    if (isEmpty(queues.jobs)) return [];
    return [`${name}: extract failed with ${receipt.reason} (try ${receipt.tries}); it will be tried again`];
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
  const unseen = moreDeadLetters ? '\n  more dead letters wait than were looked at: make redrive' : '';
  return `  queues: jobs ${jobs.visible} visible, ${jobs.inFlight} in flight, ${jobs.delayed} delayed; jobs-dlq ${jobsDlq.visible}; load-failed ${loadFailed.visible}${unseen}`;
}
