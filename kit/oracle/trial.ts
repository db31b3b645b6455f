import { setTimeout as pause } from 'node:timers/promises';
import { KEY } from '../../src/row/attributes';
import type { Report } from '../engines/engine';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { readLogs } from '../workflow/logs';
import { type Queues, readQueues } from '../workflow/queues';
import type { SoakJob } from './expected';
import { observe } from './observe';
import { check, type Finding, needlessLetters, type Seen, type SeenLetter } from './oracle';
import { Sender } from './sender';
import { indexIn } from './target';

/** What a stage held when nothing more could change it. */
export interface Tried {
  /** Nothing when every row of every job is in its place. */
  readonly findings: readonly Finding[];
  readonly seen: Seen;
  readonly queues: Queues;
  /** Dead letters of messages whose files are good. */
  readonly needless: readonly SeenLetter[];
  /** Whether work is not at its end, although nothing has moved for a while. */
  readonly stuck: boolean;
  /** Whether a message was held back before its first try. */
  readonly delayed: boolean;
  /** The most times that one message has failed, and whether that is more than the queue of jobs allows. */
  readonly tries: number;
  readonly endless: boolean;
  /**
   * Whether a text, such as a key, is about one of the jobs. A function may still be at work when a stage is emptied, and
   * writes what belongs to an earlier trial.
   */
  isOurs(text: string): boolean;
}

const LOOK_EVERY_MS = 500;
/** Late files arrive this long after their messages. */
const LATE_MS = 2500;
/**
 * How long nothing moves before work counts as stuck. Load is tried again after at most 2 s, and a message that is
 * hidden comes back within 16 s.
 */
const STUCK_MS = { empty: 15_000, hidden: 30_000 };
/** More tries than a queue of jobs should allow. */
const ENDLESS = 8;
/** The end in any case, for a stage that moves without an end. */
const END_MS = 240_000;

/**
 * Sends jobs without faults and compares the stage with what it must hold, until all is in place, or until no waiting can
 * help: a job is at its end and not as it must be, or nothing moves any more. The stage must be empty.
 */
export async function trial(
  stack: Stack,
  aws: Clients,
  jobs: readonly SoakJob[],
  report: Report,
): Promise<Tried> {
  const began = Date.now();
  const sender = new Sender(stack, aws);
  for (const job of jobs) await sender.send(job);
  const indexes = new Set(jobs.map(({ index }) => index));
  const isOurs = (text: string) => indexes.has(indexIn(text) ?? -1);
  const letters = new Set(jobs.filter(({ letter }) => letter).map(({ index }) => index));
  let late = jobs.flatMap(({ uploads }) => uploads.filter((upload) => upload.late));
  let wasDelayed = false;
  let moved = { at: Date.now(), state: '' };
  for (;;) {
    if (late.length > 0 && Date.now() - began > LATE_MS) {
      for (const upload of late) await sender.upload(upload);
      late = [];
    }
    const queues = await readQueues(stack, aws);
    const tries = await triesOf(stack, aws, began);
    const seen = ofThese(isOurs, await observe(stack, aws));
    const all = check(jobs, seen, sender.forced);
    const needless = needlessLetters(jobs, seen.letters);
    const { items, rejects, letters: dead } = seen;
    const counts = [tries.lines, items.length, rejects.length, dead.length];
    const state = JSON.stringify([queues, seen.jobs, ...counts]);
    if (state !== moved.state) moved = { at: Date.now(), state };
    const { visible, inFlight, delayed } = queues.jobs;
    wasDelayed ||= delayed > 0;
    const patience = visible + inFlight === 0 ? STUCK_MS.empty : STUCK_MS.hidden;
    const stuck = Date.now() - moved.at > patience || Date.now() - began > END_MS;
    const most = Math.max(0, ...tries.failed.values());
    const final = all.filter((finding) => isFinal(finding, seen, sender.forced, letters));
    const findings = final.length > 0 ? final : all;
    const found = {
      ...{ findings, seen, queues, needless, stuck, delayed: wasDelayed },
      ...{ tries: most, endless: most > ENDLESS, isOurs },
    };
    if (late.length + all.length + visible + inFlight + delayed === 0) return found;
    if (stuck || needless.length + final.length > 0 || found.endless) return found;
    const open = new Set(all.map(({ index }) => index)).size;
    report(open > 0 ? `${open} of ${jobs.length} not in place yet` : 'the queue is not empty yet');
    await pause(LOOK_EVERY_MS);
  }
}

/** Leaves out what an earlier trial has left, but not what is about no job at all. */
function ofThese(isOurs: Tried['isOurs'], { items, jobs: receipts, rejects, letters }: Seen): Seen {
  const isIn = (text: string) => indexIn(text) === undefined || isOurs(text);
  return {
    items: items.filter(({ [KEY]: key }) => isIn(key?.S ?? '')),
    jobs: receipts.filter(({ dataset }) => isIn(dataset)),
    rejects: rejects.filter(({ dataset }) => isIn(dataset)),
    letters: letters.filter(({ about }) => isIn(about.join(' '))),
  };
}

/** Whether the job of a finding is at its end, so that waiting cannot help. */
function isFinal(
  { index }: Finding,
  { jobs }: Seen,
  forced: ReadonlyMap<number, number>,
  letters: ReadonlySet<number>,
): boolean {
  if (index === undefined) return true;
  // Its dead letter comes after the last try.
  if (letters.has(index)) return false;
  const mine = jobs.filter(({ dataset }) => indexIn(dataset) === index);
  const due = 1 + (forced.get(index) ?? 0);
  return mine.length > due || (mine.length === due && mine.every(({ phase }) => phase === 'done'));
}

/** Returns how often each message failed, and how many lines the functions have logged. */
async function triesOf(stack: Stack, aws: Clients, since: number) {
  const [extract, load] = await Promise.all([
    readLogs(aws, stack.extractFunction, since),
    readLogs(aws, stack.loadFunction, since),
  ]);
  const failed = new Map<string, number>();
  for (const { text } of extract) {
    const id = text.includes('"not extracted"') && /"messageId":"([^"]+)"/.exec(text)?.[1];
    if (id) failed.set(id, (failed.get(id) ?? 0) + 1);
  }
  return { failed, lines: extract.length + load.length };
}
