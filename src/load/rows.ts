import { CsvError } from 'csv-parse';
import { type Column, decode } from '../csvw/column';
import { checkedHeader, malformed, readCells, records } from '../csvw/records';
import { PermanentFailure } from '../errors';
import { whole } from '../objects';
import { each } from '../record/ranges';
import type { Read } from '../record/read';
import { utf8 } from '../record/utf8';
import type { Row, Value } from '../record/value';
import type { Part } from './part';

/**
 * The rows of a part, as they were in its source and under the row numbers that they had there.
 * @throws PermanentFailure when the CSV is broken or is not what its metadata says
 * @throws RetryableFailure `BODY_CUT`
 */
export async function* readRows({ object, metadata }: Part): AsyncGenerator<Read> {
  let header: string[] | undefined;
  let lone = 0;
  const numbers = metadata && each(metadata.note.rows);
  const nextNumber = () => {
    if (!numbers) return ++lone;
    const next = numbers.next();
    if (next.done) throw unlike('it has more rows');
    return next.value;
  };
  try {
    for await (const { record: cells, raw } of records(utf8(whole(object)), ',')) {
      if (!header) {
        header = checkedHeader(cells);
        if (metadata && !sameTitles(header, metadata.columns)) throw unlike('its header differs');
        continue;
      }
      const read = readCells(header, nextNumber(), cells, raw);
      yield metadata && read.record ? { ...read, record: typed(metadata.columns, cells, read.row) } : read;
    }
  } catch (error) {
    throw error instanceof CsvError ? malformed(error) : error;
  }
  if (numbers && !numbers.next().done) throw unlike('it has fewer rows');
}

function typed(columns: readonly Column[], cells: readonly string[], row: number): Row {
  const fields: [string, Value][] = [];
  for (const [i, column] of columns.entries()) {
    const value = cellValue(column, cells[i] as string, row);
    if (value !== undefined) fields.push([column.titles, value]);
  }
  return Object.fromEntries(fields);
}

function cellValue(column: Column, cell: string, row: number): Value | undefined {
  try {
    return decode(column, cell);
  } catch {
    throw unlike(`row ${row} has a cell that is no ${column.datatype}`);
  }
}

function sameTitles(header: readonly string[], columns: readonly Column[]): boolean {
  return header.length === columns.length && columns.every(({ titles }, i) => titles === header[i]);
}

function unlike(how: string): PermanentFailure {
  return new PermanentFailure('CSV_UNLIKE_METADATA', `the CSV is not what its metadata says: ${how}`);
}
