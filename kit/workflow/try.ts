import { createReadStream, statSync } from 'node:fs';
import { PermanentFailure, RowRejected } from '../../src/errors';
import { inputRows } from '../../src/extract/input-rows';
import type { JobRequest } from '../../src/ledger/job';
import type { Counts } from '../../src/ledger/receipt';
import type { IdColumns } from '../../src/row/key';
import { Keys } from '../../src/row/keys';
import type { Row } from '../../src/row/value';
import { Admission } from '../../src/step/admission';
import type { Pipeline } from '../../src/step/pipeline';
import { type Warning, warningList, warnOfSuperseded } from '../../src/warnings';

/** The most codes that are counted separately: user code may make one up for each row. */
const CODES = 100;

/** The outcome of a row. */
export type TriedRow = { readonly number: number } & (
  | { readonly became: 'item' | 'superseded'; readonly key: string; readonly row: Row }
  | { readonly became: 'rejected'; readonly code: string; readonly message: string }
  | { readonly became: 'filtered' }
);

/** The rows that were rejected with one code, with the first of them as an example. */
export interface TriedCode {
  readonly code: string;
  readonly rows: number;
  readonly first: number;
  readonly message: string;
}

/** The outcome of a file. */
export interface Tried {
  readonly dataset: string;
  readonly id: IdColumns;
  /** The first rows. */
  readonly rows: readonly TriedRow[];
  /** The counts of all rows that were read. */
  readonly counts: Counts;
  readonly codes: readonly TriedCode[];
  readonly warnings: readonly Warning[];
  /** Why the whole file would fail. Only the rows before the failure were read. */
  readonly failure?: PermanentFailure;
}

/**
 * Returns what would happen to a local file as a job's input, without an engine and in bounded memory.
 * @param limit the most rows to return
 * @param start how much of the file to read: about this many rows and bytes after decompression
 */
export async function tryFile(
  file: string,
  request: JobRequest,
  pipeline: Pipeline,
  limit: number,
  start = { rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
): Promise<Tried> {
  const { dataset, idColumns } = request;
  const admission = new Admission(dataset, pipeline, idColumns);
  const keys = new Keys();
  const rows: (TriedRow & { nth?: number })[] = [];
  const codes = new Map<string, { code: string; rows: number; first: number; message: string }>();
  const counts = { rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0 };
  const { warnings, warn } = warningList();
  let admitted = 0;
  let failure: PermanentFailure | undefined;
  const tell = (row: TriedRow & { nth?: number }) => {
    if (rows.length < limit) rows.push(row);
  };
  const body = createReadStream(file);
  try {
    const object = { body, bytes: statSync(file).size };
    for await (const batch of inputRows(request, object, pipeline, start.bytes, warn)) {
      for (const read of batch) {
        const { number } = read;
        counts.rows++;
        try {
          const made = admission.take(read);
          if (!made) {
            counts.filtered++;
            tell({ number, became: 'filtered' });
            continue;
          }
          const key = admission.key(made.row, number);
          if (admission.id.length > 0) keys.add(key, admitted);
          tell({ number, became: 'item', key, row: made.row, nth: admitted++ });
        } catch (error) {
          if (!(error instanceof RowRejected)) throw error;
          const { code, message } = error;
          counts.rejected++;
          tell({ number, became: 'rejected', code, message });
          const same = codes.get(code);
          if (same) same.rows++;
          else if (codes.size < CODES) codes.set(code, { code, rows: 1, first: number, message });
        }
      }
      if (counts.rows >= start.rows) break;
    }
  } catch (error) {
    if (!(error instanceof PermanentFailure)) throw error;
    if (error.code !== 'INPUT_TOO_LARGE') failure = error;
  } finally {
    body.destroy();
  }
  const superseded = keys.superseded();
  keys.close();
  counts.superseded = superseded.count;
  warnOfSuperseded(warn, counts);
  counts.accepted = admitted - counts.superseded;
  const told = rows.map(
    ({ nth, ...row }): TriedRow =>
      row.became === 'item' && superseded.has(nth as number) ? { ...row, became: 'superseded' } : row,
  );
  return {
    ...{ dataset, id: admission.id, rows: told, counts, codes: [...codes.values()], warnings },
    ...(failure && { failure }),
  };
}
