import { posix } from 'node:path';
import type { Note } from '../csvw/metadata';
import { PermanentFailure, RetryableFailure, RowRejected } from '../errors';
import { type Counts, type Ledger, type PartReceipt, sameLoad } from '../ledger/receipt';
import type { ObjectStore } from '../objects';
import { type IdColumns, idColumnsOf } from '../record/key';
import { admit } from '../record/rules';
import { RejectsReport } from '../rejects';
import type { Item, RecordTable } from '../table';
import { describePart, type Part } from './part';
import { readRows } from './rows';

export interface LoadPorts {
  readonly csv: ObjectStore;
  readonly records: RecordTable;
  readonly ledger: Ledger;
}

/** What S3 tells of a CSV. */
export interface CsvEvent {
  readonly key: string;
  /** Of the version that the event tells of. */
  readonly etag: string;
  /** How many items earlier invocations have written already, in this run of the job. */
  readonly written: number;
  readonly run?: string | undefined;
}

export type Loaded =
  | { readonly outcome: 'loaded'; readonly part: Part; readonly counts: Counts }
  /** The time is short: another invocation must go on, after the first so many items. */
  | { readonly outcome: 'paused'; readonly part: Part; readonly written: number }
  /** It was loaded before. */
  | { readonly outcome: 'done'; readonly part: Part }
  /** The object was overwritten since the event: the overwrite has an event of its own. */
  | { readonly outcome: 'stale' };

/**
 * Saves the rows of one CSV in the records table and leaves a receipt. The same part again writes the same items.
 * @param deadline ms since the epoch; writes stop there, and the outcome is `paused`
 * @throws PermanentFailure when the CSV or its metadata is broken; items before the break may have been written,
 *   but there is no receipt, and no row counts as accepted
 * @throws RetryableFailure when the CSV is not there, the table is throttled throughout, or a load of another run of the
 *   job has left a receipt meanwhile
 */
export async function load(event: CsvEvent, ports: LoadPorts, deadline: number): Promise<Loaded> {
  const object = await ports.csv.open(event.key);
  if (!object) throw new RetryableFailure('CSV_MISSING', 'the csv bucket has no object of this key');
  try {
    if (object.etag !== event.etag) return { outcome: 'stale' };
    const part = await describePart(ports.csv, event.key, object);
    const { job, run, key } = part;
    const { etag } = object;
    const { ledger } = ports;
    const before = await ledger.part(job, part.part);
    if (before && sameLoad(before, { run, etag })) {
      await confirm(before, ledger);
      return { outcome: 'done', part };
    }
    if (before && before.run !== run && (await isOvertaken(before, ledger))) return { outcome: 'done', part };
    const counts = await save(part, event.run === run ? event.written : 0, ports, deadline);
    if ('written' in counts) return { outcome: 'paused', part, ...counts };
    const receipt = { job, run, part: part.part, key, etag, ...counts, loadedAt: now() };
    await ledger.loaded(receipt, before, part.metadata ? undefined : { dataset: part.dataset });
    return { outcome: 'loaded', part, counts };
  } finally {
    object.close();
  }
}

/**
 * Gives a receipt a new time, so that a load of another run that is under way does not take it for the one that it has
 * seen. Of a job that was taken once there is no other run.
 */
async function confirm(receipt: PartReceipt, ledger: Ledger): Promise<void> {
  if ((await ledger.job(receipt.job))?.tries === 1) return;
  await ledger.loaded({ ...receipt, loadedAt: now() }, receipt);
}

/**
 * Whether a receipt of another run is of a later one: the job ran again since the part, or what is said of it, was read.
 * @throws RetryableFailure `RECEIPT_CHANGED` while that run is at work, since it may fail yet
 */
async function isOvertaken({ job, run }: PartReceipt, ledger: Ledger): Promise<boolean> {
  const last = await ledger.job(job);
  if (last?.run !== run) return false;
  if (last.state === 'extracted') return true;
  throw new RetryableFailure('RECEIPT_CHANGED', 'another run of the job is at work on this part');
}

function now(): string {
  return new Date().toISOString();
}

async function save(
  part: Part,
  before: number,
  { csv, records }: LoadPorts,
  deadline: number,
): Promise<Counts | { written: number }> {
  // Not the name of extract's own report of the job.
  const name = `${posix.basename(part.key, '.csv')}${part.metadata ? '.load' : ''}`;
  const rejects = new RejectsReport(csv, { dataset: part.dataset, job: part.job, name });
  const tally = { rows: 0, superseded: 0 };
  const items = part.metadata
    ? partItems(part, part.metadata.note, rejects, tally)
    : await loneItems(part, rejects, tally);
  const { count, all } = await records.write(skipping(before, items), deadline);
  const accepted = before + count;
  if (!all) return { written: accepted };
  await rejects.end();
  return { ...tally, accepted, rejected: rejects.count };
}

/** Reading a part again is quick beside writing it, and gives the same items in the same order. */
async function* skipping(
  count: number,
  batches: Iterable<Item[]> | AsyncIterable<Item[]>,
): AsyncGenerator<Item[]> {
  let left = count;
  for await (const items of batches) {
    yield left > 0 ? items.slice(left) : items;
    left = Math.max(0, left - items.length);
  }
  if (left > 0)
    throw new PermanentFailure('EVENT_INVALID', `the part has not the ${count} items to go on after`);
}

type Tally = { rows: number; superseded: number };

/** As they come: extract has found out which rows are superseded, so all keys differ. */
async function* partItems(
  part: Part,
  note: Note,
  rejects: RejectsReport,
  tally: Tally,
): AsyncGenerator<Item[]> {
  // By ranges, not by each number: metadata that somebody else wrote may name any number.
  let at = 0;
  const isLatest = ({ _row: row }: Item) => {
    while ((note.superseded[at]?.[1] ?? Infinity) < row) at++;
    return (note.superseded[at]?.[0] ?? Infinity) > row;
  };
  for await (const items of admitted(part, note.id, rejects, tally)) {
    const latest = items.filter(isLatest);
    tally.superseded += items.length - latest.length;
    yield latest;
  }
}

/** All at once: which of a lone CSV's rows are superseded is only known at its end. */
async function loneItems(part: Part, rejects: RejectsReport, tally: Tally): Promise<Item[][]> {
  const latest = new Map<string, Item>();
  for await (const items of admitted(part, undefined, rejects, tally)) {
    for (const item of items) {
      if (latest.has(item.pk)) tally.superseded++;
      latest.set(item.pk, item);
    }
  }
  return [[...latest.values()]];
}

async function* admitted(
  part: Part,
  idColumns: IdColumns | undefined,
  rejects: RejectsReport,
  tally: Tally,
): AsyncGenerator<Item[]> {
  let id = idColumns;
  for await (const rows of readRows(part)) {
    const items: Item[] = [];
    for (const { row, raw, record, fault } of rows) {
      tally.rows++;
      try {
        if (fault) throw fault;
        id ??= idColumnsOf(record);
        const pk = admit(part.dataset, id, record, row);
        items.push(Object.assign(record, { pk, _job: part.job, _row: row }));
      } catch (error) {
        if (!(error instanceof RowRejected)) throw error;
        await rejects.add(row, error, raw());
      }
    }
    yield items;
  }
}
