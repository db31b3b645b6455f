import { posix } from 'node:path';
import type { Note } from '../csvw/metadata';
import { PermanentFailure, RetryableFailure, RowRejected } from '../errors';
import type { Counts, Ledger } from '../ledger/receipt';
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
  /** How many items earlier invocations have written already. */
  readonly written: number;
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
 * @throws RetryableFailure when the CSV is not there, or the table is throttled throughout
 */
export async function load(event: CsvEvent, ports: LoadPorts, deadline: number): Promise<Loaded> {
  const object = await ports.csv.open(event.key);
  if (!object) throw new RetryableFailure('CSV_MISSING', 'the csv bucket has no object of this key');
  try {
    if (object.etag !== event.etag) return { outcome: 'stale' };
    const part = await describePart(ports.csv, event.key, object);
    const { job, key } = part;
    const { etag } = object;
    if ((await ports.ledger.part(job, part.part))?.etag === etag) return { outcome: 'done', part };
    const counts = await save(part, event.written, ports, deadline);
    if ('written' in counts) return { outcome: 'paused', part, ...counts };
    const receipt = { job, part: part.part, key, etag, ...counts, loadedAt: new Date().toISOString() };
    await ports.ledger.loaded(receipt, part.metadata ? undefined : { dataset: part.dataset });
    return { outcome: 'loaded', part, counts };
  } finally {
    object.close();
  }
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
