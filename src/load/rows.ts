import { type Column, decode } from '../csvw/column';
import { cellsFault, checkedHeader, records } from '../csvw/records';
import { PermanentFailure } from '../errors';
import { whole } from '../objects';
import { each } from '../record/ranges';
import type { Read } from '../record/read';
import { utf8 } from '../record/utf8';
import { type Row, setField, type Value } from '../record/value';
import type { Part } from './part';

/**
 * The rows of a part, as they were in its source and under the row numbers that they had there, in batches.
 * @throws PermanentFailure when the CSV is broken or is not what its metadata says
 * @throws RetryableFailure `BODY_CUT`
 */
export async function* readRows({ object, metadata }: Part): AsyncGenerator<Read[]> {
  let columns: readonly Column[] = [];
  let header: string[] | undefined;
  let lone = 0;
  const numbers = metadata && each(metadata.note.rows);
  const nextNumber = () => {
    if (!numbers) return ++lone;
    const next = numbers.next();
    if (next.done) throw unlike('it has more rows');
    return next.value;
  };
  for await (const block of records(utf8(whole(object)), ',')) {
    const rows: Read[] = [];
    for (const [i, cells] of block.records.entries()) {
      if (!header) {
        header = checkedHeader(cells);
        columns = metadata?.columns ?? header.map((titles) => ({ titles, datatype: 'string', null: [] }));
        if (!sameTitles(header, columns)) throw unlike('its header differs');
        continue;
      }
      const of = { row: nextNumber(), raw: () => block.raw(i) };
      const fault = cellsFault(header, cells);
      rows.push(fault ? { ...of, fault } : { ...of, record: recordOf(columns, cells, of.row) });
    }
    yield rows;
  }
  if (numbers && !numbers.next().done) throw unlike('it has fewer rows');
}

function recordOf(columns: readonly Column[], cells: readonly string[], row: number): Row {
  const record: Row = {};
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as Column;
    const value = cellValue(column, cells[i] as string, row);
    if (value !== undefined) setField(record, column.titles, value);
  }
  return record;
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
