import { setTimeout as pause } from 'node:timers/promises';
import { partKey } from '../../src/extract/job';
import { KitError } from '../errors';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { type DeadLetter, readDeadLetters } from './dead-letters';
import { type JobState, readLedger } from './ledger';
import { type Depth, type Queues, readQueues } from './queues';
import type { Sent } from './send';

/** All that can be known of a stack's work at one moment. */
export interface Snapshot {
  readonly jobs: readonly JobState[];
  readonly queues: Queues;
  readonly deadLetters: readonly DeadLetter[];
}

export async function takeSnapshot(stack: Stack, aws: Clients): Promise<Snapshot> {
  // In the order in which work moves: what leaves a queue afterwards shows in what is read later, and when a message
  // is seen dead, its job's receipt is read after its last try.
  const queues = await readQueues(stack, aws);
  const deadLetters = await readDeadLetters(stack, aws);
  const jobs = await readLedger(stack, aws);
  return { queues, deadLetters, jobs: jobs.map((job) => withDeadParts(job, deadLetters)) };
}

export interface SettleOptions {
  /** Only these messages; all of the stack's work when left out. */
  readonly sent?: readonly Sent[];
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
  for (;;) {
    const snapshot = await takeSnapshot(stack, aws);
    const open = whatIsOpen(snapshot, options.sent);
    options.onLook?.(snapshot, open);
    if (open.length === 0) return snapshot;
    if (Date.now() > end) {
      throw new KitError({
        code: 'NOT_SETTLED',
        message: `Not settled within ${options.deadlineMs / 1000} s:\n${open.map((line) => `  ${line}`).join('\n')}\n${describeQueues(snapshot.queues)}`,
        fix: 'make logs shows what the functions said; make status WATCH=1 follows.',
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
export function whatIsOpen(snapshot: Snapshot, sent?: readonly Sent[]): string[] {
  if (sent) return sent.flatMap((message) => openMessage(snapshot, message));
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
  const job = sent.job && snapshot.jobs.find(({ receipt }) => receipt.job === sent.job);
  if (!job) return [`${sent.name}: no receipt yet; the message waits in the queue, or extract has not begun`];
  return openJob(snapshot, job);
}

function openJob({ deadLetters, queues }: Snapshot, job: JobState): string[] {
  const { receipt, phase, loaded } = job;
  const name = `${receipt.key} (job ${receipt.job})`;
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

function describeQueues({ jobs, jobsDlq, loadFailed }: Queues): string {
  return `  queues: jobs ${jobs.visible} visible, ${jobs.inFlight} in flight, ${jobs.delayed} delayed; jobs-dlq ${jobsDlq.visible}; load-failed ${loadFailed.visible}`;
}
