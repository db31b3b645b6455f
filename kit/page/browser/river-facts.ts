import type { CallReport } from '../../faults/calls';
import type { JobView, View } from '../view';
import { count, plural, seconds } from './words';

/** A line of a station: a shape, a word and a number. The picture and the table show the same lines. */
export interface Line {
  readonly shape: 'full' | 'half' | 'clock' | 'hollow' | 'check';
  readonly text: string;
  readonly n: number;
}

export interface Station {
  readonly id: 'jobs' | 'extract' | 'parts' | 'load' | 'records' | 'jobs-dlq' | 'load-failed';
  readonly kind: string;
  readonly total: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** The last rows, as short text. */
  readonly rows?: readonly string[];
  /** What is in it, by name. */
  readonly inside: readonly { readonly name: string; readonly note: string; readonly halted?: boolean }[];
}

/** A call says that something moved for this long. */
const RECENT_MS = 700;
/** The rows that the station of the table shows. */
const ROWS = 3;
const ADDED = new Set(['pk', '_job', '_row']);
/** A load that made its last call this long ago may still run: it reads or pauses. */
const LOADING_MS = 2500;

/** Returns the wait of a job at a moment, if it waits. */
export function waitOf(job: JobView, now: number) {
  const last = job.waits.at(-1);
  return last && job.phase !== 'done' && last.from <= now && (last.until ?? Infinity) > now
    ? last
    : undefined;
}

/** Returns what each station holds now. */
export function stations(view: View, calls: readonly CallReport[], now: number): readonly Station[] {
  const { queues, jobs, totals, about } = view;
  const backs = jobs.flatMap((job) => waitOf(job, now)?.until ?? []);
  const inFlight = queues?.jobs.inFlight ?? 0;
  const back = Math.min(inFlight, backs.length);
  const nextBack = Math.min(...backs);
  const extracting = jobs.filter(({ phase }) => phase === 'extracting');
  const loading = jobs.filter(({ phase }) => phase === 'loading');
  const recent = jobs.filter(({ phase }) => phase !== 'failed').slice(0, 30);
  const held = heldBack(extracting, calls);
  const loads = new Map<string | undefined, { made: number; last: CallReport }>();
  for (const call of calls)
    if (call.function === 'load')
      loads.set(call.job, { made: (loads.get(call.job)?.made ?? 0) + 1, last: call });
  const released = loading.reduce((sum, { parts = 0, loaded }) => sum + parts - loaded, 0);
  const visible = queues?.jobs.visible ?? 0;
  const delayed = queues?.jobs.delayed ?? 0;
  const messages = visible + inFlight + delayed;
  const dead = (name: 'jobsDlq' | 'loadFailed') =>
    (queues?.[name].visible ?? 0) + (queues?.[name].inFlight ?? 0);
  const letters = (id: 'jobs-dlq' | 'load-failed', n: number): Station => ({
    ...{ id, kind: 'SQS queue', total: String(n), unit: n === 1 ? 'dead letter' : 'dead letters' },
    ...{ lines: [], inside: [] },
  });
  return [
    {
      ...{ id: 'jobs', kind: 'SQS queue', total: String(messages) },
      unit: messages === 1 ? 'message' : 'messages',
      lines: [
        { shape: 'full', text: 'waiting', n: visible + delayed },
        { shape: 'half', text: 'in hand', n: inFlight - back },
        { shape: 'clock', text: back > 0 ? `back in ${seconds(nextBack - now)}` : 'to come back', n: back },
      ],
      inside: [],
    },
    {
      ...lambda(
        'extract',
        extracting.map((job) => {
          const tries = `try ${job.tries} of ${about.receives}`;
          const killed = waitOf(job, now) !== undefined;
          return { name: job.key, halted: killed, note: killed ? `killed, ${tries}` : tries };
        }),
      ),
    },
    {
      ...{ id: 'parts', kind: 'S3 bucket: csv', total: String(held + released) },
      unit: held + released === 1 ? 'part on its way' : 'parts on their way',
      lines: [
        { shape: 'hollow', text: 'held back', n: held },
        { shape: 'full', text: 'released', n: released },
        { shape: 'check', text: 'loaded', n: recent.reduce((sum, { loaded }) => sum + loaded, 0) },
      ],
      inside: [],
    },
    {
      ...lambda(
        'load',
        loading.map((job) => {
          const { made = 0, last } = loads.get(job.id) ?? {};
          const killed = waitOf(job, now) !== undefined;
          const silent =
            view.calls === 'seen' && last?.ms !== undefined && now - last.at - last.ms > LOADING_MS;
          return {
            ...{ name: job.key, halted: silent || killed },
            note: killed
              ? 'killed, to be retried'
              : silent
                ? 'makes no calls'
                : `${job.loaded} of ${plural(job.parts ?? 0, 'part')}${made > 0 ? `, ${plural(made, 'call')}` : ''}`,
          };
        }),
      ),
    },
    {
      ...{ id: 'records', kind: 'DynamoDB table', total: count(totals.accepted), unit: 'rows accepted' },
      ...{ lines: [], inside: [], rows: (view.newest?.rows ?? []).slice(0, ROWS).map(rowText) },
    },
    letters('jobs-dlq', dead('jobsDlq')),
    letters('load-failed', dead('loadFailed')),
  ];
}

function lambda(id: 'extract' | 'load', inside: Station['inside']): Station {
  const working = inside.filter(({ halted }) => !halted);
  return { ...{ id, kind: 'Lambda', total: String(working.length), unit: 'at work' }, lines: [], inside };
}

/** Returns the values of a row, without the fields that Sluice adds. */
function rowText(row: Readonly<Record<string, string>>): string {
  const own = Object.entries(row).filter(([name]) => !ADDED.has(name));
  return own.map(([, value]) => value).join(', ');
}

/** Returns how many parts are written and not released: uploads that have begun in this try. */
function heldBack(extracting: readonly JobView[], calls: readonly CallReport[]): number {
  const began = new Map(extracting.map(({ id, startedAt }) => [id, startedAt]));
  const begun = calls.filter(
    ({ job = '', at, operation, key }) =>
      operation === 'CreateMultipartUpload' && key?.endsWith('.csv') && at >= (began.get(job) ?? Infinity),
  );
  return new Set(begun.map(({ key }) => key)).size;
}

/** Returns the ways on which something moved just now. */
export function moving(calls: readonly CallReport[], now: number): ReadonlySet<string> {
  const ways = new Set<string>();
  for (let i = calls.length - 1; i >= 0 && i > calls.length - 60; i--) {
    const call = calls[i];
    if (!call || (call.ms !== undefined && now - call.at - call.ms > RECENT_MS)) continue;
    if (call.function === 'extract' && call.service === 's3') ways.add('extract-parts');
    if (call.function === 'load' && call.operation === 'BatchWriteItem') ways.add('load-records');
  }
  return ways;
}
