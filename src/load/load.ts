import { posix } from 'node:path';
import { PermanentFailure, RetryableFailure, RowRejected } from '../errors';
import type { Counts } from '../ledger/receipt';
import { whole } from '../objects';
import type { Item, Ledger, ObjectStore, RecordTable } from '../ports';
import { RejectsReport } from '../rejects';
import { JOB, KEY, NUMBER } from '../row/attributes';
import { Keys } from '../row/keys';
import type { Ranges } from '../row/ranges';
import { Admission } from '../step/admission';
import { noPipeline, type Pipeline } from '../step/pipeline';
import { type Warn, type Warning, warningList, warnOfSuperseded } from '../warnings';
import { describePart, type Part } from './part';
import { readRows } from './rows';

export interface LoadPorts {
  readonly csv: ObjectStore;
  readonly records: RecordTable;
  readonly ledger: Ledger;
}

/** What an S3 event says about a CSV. */
export interface CsvEvent {
  readonly key: string;
  /** The ETag of the version that the event names. */
  readonly etag: string;
  /** The number of items that earlier invocations have written. */
  readonly written: number;
  /** The job for which earlier invocations wrote items. */
  readonly job?: string | undefined;
}

export type Loaded =
  | { readonly outcome: 'loaded'; readonly part: Part; readonly counts: Counts }
  /** Time ran short: another invocation must continue after the first `written` items. */
  | { readonly outcome: 'paused'; readonly part: Part; readonly written: number }
  /** The part was loaded before. */
  | { readonly outcome: 'done'; readonly part: Part }
  /** The object was overwritten after the event; the overwrite has its own event. */
  | { readonly outcome: 'stale' };

/**
 * Saves the rows of one CSV in the records table and leaves a receipt. A repeated part writes the same items.
 * @param deadline when writes stop and the outcome is `paused`, in ms since the epoch
 * @param pipeline the user's own step, for the rows of a lone CSV; the rows of a part have passed it in extract
 * @throws PermanentFailure when the CSV or its metadata is broken; items before the break may have been written, but no
 *   receipt is left, and no row counts as accepted
 * @throws RetryableFailure when the CSV is missing, or the table is throttled throughout
 */
export async function load(
  event: CsvEvent,
  ports: LoadPorts,
  deadline: number,
  pipeline: Pipeline = noPipeline,
): Promise<Loaded> {
  const object = await ports.csv.open(event.key);
  if (!object) throw new RetryableFailure('CSV_MISSING');
  try {
    if (object.etag !== event.etag) return { outcome: 'stale' };
    const part = await describePart(ports.csv, event.key, object, pipeline.version);
    const { job, key } = part;
    const { etag } = object;
    if ((await ports.ledger.part(job, part.part))?.etag === etag) return { outcome: 'done', part };
    // A deployment in between may have turned a lone CSV into another job with other rows, of which nothing is written
    // yet.
    const written = event.job === undefined || event.job === job ? event.written : 0;
    const saved = await save(part, written, ports, deadline, pipeline);
    if ('written' in saved) return { outcome: 'paused', part, ...saved };
    const { warnings, ...counts } = saved;
    const lone = { dataset: part.dataset, ...(warnings.length > 0 && { warnings }) };
    const receipt = { job, part: part.part, key, etag, ...counts, loadedAt: new Date().toISOString() };
    await ports.ledger.loaded(receipt, part.metadata ? undefined : lone);
    return { outcome: 'loaded', part, counts };
  } finally {
    object.close();
  }
}

async function save(
  described: Part,
  before: number,
  { csv, records }: LoadPorts,
  deadline: number,
  pipeline: Pipeline,
): Promise<(Counts & { warnings: readonly Warning[] }) | { written: number }> {
  const part = described.metadata ? described : await kept(described);
  // Differs from the name of extract's own report.
  const name = `${posix.basename(part.key, '.csv')}${part.metadata ? '.load' : ''}`;
  const rejects = new RejectsReport(csv, { dataset: part.dataset, job: part.job, name });
  const tally = { rows: 0, superseded: 0, filtered: 0 };
  const isSuperseded = part.metadata
    ? isWithin(part.metadata.note.superseded)
    : await supersededOf(part, pipeline);
  const reject: Reject = (number, reason, raw) => rejects.add(number, reason, raw());
  const { warnings, warn } = warningList();
  const items = itemsOf(part, pipeline, isSuperseded, tally, reject, warn);
  const { count, all } = await records.write(skipping(before, items), deadline);
  const accepted = before + count;
  if (!all) return { written: accepted };
  await rejects.end();
  if (!part.metadata) warnOfSuperseded(warn, tally);
  return { ...tally, accepted, rejected: rejects.count, warnings };
}

/**
 * Keeps a lone CSV in memory to read it twice: its superseded rows are known only at its end.
 * @throws RetryableFailure `BODY_CUT`
 */
async function kept(part: Part): Promise<Part> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of whole(part.object)) chunks.push(chunk);
  const body = {
    async *[Symbol.asyncIterator]() {
      yield* chunks;
    },
  };
  return { ...part, object: { ...part.object, body } };
}

/**
 * Skips the items that are already written. Reading a part again is fast compared with writing it, and gives the same
 * items in the same order.
 */
async function* skipping(count: number, batches: AsyncIterable<Item[]>): AsyncGenerator<Item[]> {
  let left = count;
  for await (const items of batches) {
    yield left > 0 ? items.slice(left) : items;
    left = Math.max(0, left - items.length);
  }
  if (left === 0) return;
  throw new PermanentFailure('EVENT_INVALID', { problem: `the part has fewer than ${count} items` });
}

type Tally = { rows: number; superseded: number; filtered: number };

/**
 * Returns a test for rows that come in rising order. It keeps ranges, not single numbers: metadata that another program
 * wrote may name any number.
 */
function isWithin(ranges: Ranges): (row: number) => boolean {
  let at = 0;
  return (row) => {
    while ((ranges[at]?.[1] ?? Infinity) < row) at++;
    return (ranges[at]?.[0] ?? Infinity) <= row;
  };
}

async function supersededOf(part: Part, pipeline: Pipeline): Promise<(row: number) => boolean> {
  const keys = new Keys();
  try {
    for await (const items of itemsOf(
      part,
      pipeline,
      () => false,
      { rows: 0, superseded: 0, filtered: 0 },
      async () => {},
      () => {},
    )) {
      for (const item of items) keys.add(item[KEY], item[NUMBER]);
    }
    const superseded = keys.superseded();
    return (number) => superseded.has(number);
  } finally {
    keys.close();
  }
}

type Reject = (number: number, reason: RowRejected, raw: () => string) => Promise<void>;

/** Yields the items of rows that are admitted and not superseded. */
async function* itemsOf(
  part: Part,
  pipeline: Pipeline,
  isSuperseded: (row: number) => boolean,
  tally: Tally,
  reject: Reject,
  warn: Warn,
): AsyncGenerator<Item[]> {
  const { metadata, dataset } = part;
  const admission = new Admission(dataset, metadata ? undefined : pipeline, metadata?.note.id);
  for await (const rows of readRows(part, pipeline, warn)) {
    const items: Item[] = [];
    for (const read of rows) {
      const { number } = read;
      tally.rows++;
      try {
        const taken = admission.take(read);
        if (!taken) {
          tally.filtered++;
          continue;
        }
        const key = admission.key(taken.row, number);
        if (isSuperseded(number)) tally.superseded++;
        else items.push(Object.assign(taken.row, { [KEY]: key, [JOB]: part.job, [NUMBER]: number }));
      } catch (error) {
        if (!(error instanceof RowRejected)) throw error;
        await reject(number, error, read.raw);
      }
    }
    yield items;
  }
}
