import type { CallReport } from '../../faults/calls';
import type { JobView, Wait } from '../view';
import { IN_QUEUE } from '../waits';

/** The calls and waits of one message's job. */
export interface Lane {
  readonly id: string;
  readonly name: string;
  readonly calls: readonly CallReport[];
  readonly waits: readonly Wait[];
}

/** The window of time that is shown, in ms since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const LANES = 6;
/** A shorter time in the queue is not drawn as a wait. */
const QUEUED_MS = 1000;
/** Steps of the window: it changes rarely, so that the picture stays calm. */
const WINDOWS = [2, 5, 10, 20, 40, 60, 120, 300].map((seconds) => seconds * 1000);
/** Calls further apart than this belong to different runs, unless a job waits in between. */
const APART_MS = 4000;

/** Returns a lane for each of the jobs that had calls or waited last, and one for the queue. */
export function lanesOf(jobs: readonly JobView[], calls: readonly CallReport[]): readonly Lane[] {
  const byJob = new Map<string, CallReport[]>();
  const queue: CallReport[] = [];
  for (const call of calls) {
    const id = call.job ?? jobOfInput(call, jobs, calls);
    const known = id && byJob.get(id);
    if (known) known.push(call);
    else if (id) byJob.set(id, [call]);
    else if (call.service === 'sqs') queue.push(call);
  }
  const lanes = jobs
    .filter(({ id, waits }) => byJob.has(id) || waits.length > 0)
    .map(({ id, key, waits }) => {
      const own = byJob.get(id) ?? [];
      return { id, name: key, calls: own, waits: waits.flatMap((wait) => untilCalled(wait, own)) };
    })
    .sort((a, b) => lastOf(b) - lastOf(a))
    .slice(0, LANES)
    // The order stays while the jobs work, so that no lane jumps.
    .sort((a, b) => firstOf(b) - firstOf(a));
  return queue.length === 0
    ? lanes
    : [...lanes, { id: 'queue', name: 'jobs queue', calls: queue, waits: [] }];
}

/** A time in the queue ends with the job's first call. A short one that has ended is not drawn. */
function untilCalled(wait: Wait, calls: readonly CallReport[]): readonly Wait[] {
  if (wait.why !== IN_QUEUE.why) return [wait];
  const first = calls.find(({ at }) => at >= wait.from)?.at ?? wait.until;
  if (first === undefined) return [wait];
  return first - wait.from < QUEUED_MS ? [] : [{ ...wait, until: first }];
}

/** Returns the job of a call that reads its input: of the jobs with this key, the one that made the next call. */
function jobOfInput(
  { key, at, id: after }: CallReport,
  jobs: readonly JobView[],
  calls: readonly CallReport[],
) {
  const ids = jobs.filter((job) => key !== undefined && job.key === key).map(({ id }) => id);
  if (ids.length < 2) return ids[0];
  const next = calls.find(({ id, job }) => id > after && job !== undefined && ids.includes(job));
  return next?.job ?? jobs.find(({ id, startedAt }) => ids.includes(id) && startedAt <= at)?.id ?? ids[0];
}

function firstOf({ calls, waits }: Lane): number {
  return Math.min(calls[0]?.at ?? Infinity, waits[0]?.from ?? Infinity);
}

function lastOf({ calls, waits }: Lane): number {
  return Math.max(calls.at(-1)?.at ?? 0, waits.at(-1)?.from ?? 0);
}

/** Returns the window that holds the newest run; while nothing happens, it stays. */
export function spanOf(lanes: readonly Lane[], now: number): Span {
  const moments = lanes
    .flatMap(({ calls, waits }) => [
      ...calls.map(({ at, ms }) => ({ from: at, to: ms === undefined ? now : at + ms })),
      ...waits.map(({ from, until }) => ({ from, to: Math.min(until ?? from, now) })),
    ])
    .sort((a, b) => b.to - a.to);
  const end = moments[0]?.to ?? now;
  let begin = end;
  for (const { from, to } of moments) {
    if (begin - to > APART_MS) break;
    begin = Math.min(begin, from);
  }
  const width = WINDOWS.find((step) => step * 0.96 >= end - begin) ?? (WINDOWS.at(-1) as number);
  const to = end - begin > width ? end : Math.max(end, begin + width * 0.96);
  return { from: to - width * 0.98, to: to + width * 0.02 };
}

/** Whether anything of a lane is in the window. */
export function isWithin({ calls, waits }: Lane, { from }: Span): boolean {
  return (
    calls.some(({ at, ms = Infinity }) => at + ms >= from) ||
    waits.some(({ until = Infinity }) => until >= from)
  );
}

/** The most calls of one function that are drawn above each other. */
const TRACKS = 5;

/** Where a call is drawn: its track, and how many tracks the calls around it need. */
export interface Track {
  readonly track: number;
  readonly tracks: number;
}

/** Returns the track of each call: calls at the same time are drawn above each other. */
export function tracksOf(calls: readonly CallReport[]): ReadonlyMap<number, Track> {
  const placed = new Map<number, Track>();
  let ends: number[] = [];
  let together: { id: number; track: number }[] = [];
  const place = () => {
    for (const { id, track } of together) placed.set(id, { track, tracks: ends.length });
    ends = [];
    together = [];
  };
  for (const { id, at, ms = Infinity } of calls) {
    if (at >= Math.max(...ends)) place();
    const free = ends.findIndex((end) => end <= at);
    const track = free >= 0 ? free : ends.length < TRACKS ? ends.length : ends.indexOf(Math.min(...ends));
    ends[track] = at + ms;
    together.push({ id, track });
  }
  place();
  return placed;
}

/** Returns the file of src/ that makes a call. */
export function fileOf({ service, operation }: CallReport): string {
  if (service === 'sqs') return 'src/aws/queue.ts';
  if (service === 's3') return 'src/aws/objects.ts';
  if (service === 'lambda') return 'src/aws/functions.ts';
  return operation === 'BatchWriteItem' ? 'src/aws/table.ts' : 'src/aws/ledger.ts';
}
