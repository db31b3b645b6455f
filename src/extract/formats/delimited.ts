import { CsvError } from 'csv-parse';
import { checkedHeader, malformed, readCells, records } from '../../csvw/records';
import type { Read, Reader } from '../../record/read';

const BATCH = 256;

/** CSV or TSV with a header row. Every cell is a string: `007` stays `007`. */
export function readDelimited(delimiter: ',' | '\t'): Reader {
  return async function* (source, after = 0) {
    let header: string[] | undefined;
    let row = 0;
    let batch: Read[] = [];
    try {
      for await (const { record, raw } of records(source, delimiter)) {
        if (!header) {
          header = checkedHeader(record);
          continue;
        }
        if (++row <= after) continue;
        batch.push(readCells(header, row, record, raw));
        if (batch.length === BATCH) {
          yield batch;
          batch = [];
        }
      }
    } catch (error) {
      throw error instanceof CsvError ? malformed(error) : error;
    }
    if (batch.length > 0) yield batch;
  };
}
