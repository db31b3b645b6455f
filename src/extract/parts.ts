import { deflateSync, inflateSync } from 'node:zlib';
import { metadataKey, type Note, writeMetadata } from '../csvw/metadata';
import { CsvWriter } from '../csvw/writer';
import { PermanentFailure } from '../errors';
import type { Job } from '../ledger/job';
import type { ObjectStore, Upload } from '../ports';
import type { IdColumns } from '../row/key';
import { each, extend, type Ranges } from '../row/ranges';
import type { Row } from '../row/value';
import { partKey } from './part-key';

const CSV = 'text/csv; charset=utf-8';

/** How many parts are released at once. */
const RELEASED_AT_ONCE = 8;

/** The size at which a part is full: rows, characters of input, and cells. */
export interface PartSize {
  readonly rows: number;
  readonly chars: number;
  readonly cells: number;
}

/** What memory keeps of a part until its release: little, because there may be thousands. */
interface Closed {
  readonly part: number;
  /** The part's rows and its columns without titles, as deflated JSON: ranges and columns repeat themselves. */
  readonly packed: Uint8Array;
  /** How many rows the earlier parts have. */
  readonly before: number;
}

/**
 * Cuts a job's rows into parts. A part is uploaded when it is full, but no part exists, and so none is loaded, before
 * {@link release}: an input that is broken at its end leaves nothing behind.
 */
export class Parts {
  private writer = new CsvWriter();
  private rows: Ranges = [];
  /** The row count of the closed parts. */
  private before = 0;
  private chars = 0;
  /** The last closed part. The next part shows whether this is the only one. */
  private last: (Closed & { readonly csv: Buffer }) | undefined;
  private readonly uploads: { closed: Closed; upload: Promise<Upload> }[] = [];

  constructor(
    private readonly store: ObjectStore,
    private readonly job: Job,
    private readonly size: PartSize,
    /** The most parts that the job may have. */
    private readonly most: number,
  ) {}

  /**
   * @param chars how long the row is in its file
   * @throws PermanentFailure `TOO_MANY_PARTS`
   */
  async add(number: number, row: Row, chars: number): Promise<void> {
    if (this.writer.length > 0 && this.writer.cellsWith(row) > this.size.cells) this.close();
    if (this.last) await this.upload(this.last);
    this.writer.add(row);
    extend(this.rows, number);
    this.chars += chars;
    if (this.writer.length >= this.size.rows || this.chars >= this.size.chars) this.close();
  }

  /**
   * Makes the parts exist, each after its metadata, and returns how many there are. Call once, after the last row.
   * @param superseded the rows whose key is repeated later, by the number of rows added before them
   */
  async release(id: IdColumns, superseded: { has(nth: number): boolean }): Promise<number> {
    if (this.writer.length > 0) {
      if (this.last) await this.upload(this.last);
      this.close();
    }
    await this.uploads.at(-1)?.upload; // No part exists before all are uploaded.
    const { last } = this;
    const several = this.uploads.length > 0;
    const { titles } = this.writer;
    const describe = async (closed: Closed): Promise<string> => {
      const key = partKey(this.job, closed.part, several);
      const { rows, columns } = JSON.parse(inflateSync(closed.packed).toString());
      const metadata = {
        columns: columns.map((column: object, i: number) => ({ titles: titles[i], ...column })),
        note: this.note(closed, rows, id, superseded),
      };
      await this.store.put(metadataKey(key), writeMetadata(key, metadata), 'application/json');
      return key;
    };
    for (let i = 0; i < this.uploads.length; i += RELEASED_AT_ONCE) {
      const some = this.uploads.slice(i, i + RELEASED_AT_ONCE);
      const released = await Promise.allSettled(
        some.map(async ({ closed, upload }) => {
          await describe(closed);
          await (await upload).release();
        }),
      );
      // Waits for uploads in progress: a late one would replace what a later invocation wrote for the same part.
      for (const one of released) if (one.status === 'rejected') throw one.reason;
    }
    if (!last) return 0;
    await this.store.put(await describe(last), last.csv, CSV);
    return last.part;
  }

  /** Deletes the uploads of all parts that were not released. */
  async abandon(): Promise<void> {
    await Promise.allSettled(this.uploads.map(async ({ upload }) => (await upload).abandon()));
  }

  private close(): void {
    const part = this.uploads.length + 1;
    if (part > this.most) throw new PermanentFailure('TOO_MANY_PARTS', { most: this.most });
    const { csv, columns } = this.writer.toCsv();
    const bare = columns.map(({ titles: _, ...column }) => column);
    const packed = deflateSync(JSON.stringify({ rows: this.rows, columns: bare }), { level: 1 });
    this.last = { part, packed, before: this.before, csv };
    this.before += this.writer.length;
    this.writer = new CsvWriter(this.writer.titles);
    this.rows = [];
    this.chars = 0;
  }

  /** Uploads one part at a time while the next part fills, so that memory holds at most two. */
  private async upload({ csv, ...closed }: Closed & { csv: Buffer }): Promise<void> {
    this.last = undefined;
    await this.uploads.at(-1)?.upload;
    const upload = this.store.upload(partKey(this.job, closed.part, true), csv, CSV);
    upload.catch(() => {}); // The next await throws the error.
    this.uploads.push({ closed, upload });
  }

  private note(
    { part, before }: Closed,
    rows: Ranges,
    id: IdColumns,
    superseded: { has(nth: number): boolean },
  ): Note {
    const lost: Ranges = [];
    let nth = before;
    for (const row of each(rows)) if (superseded.has(nth++)) extend(lost, row);
    const { id: job, dataset, key: source } = this.job;
    return { job, part, dataset, source, id, rows, superseded: lost };
  }
}
