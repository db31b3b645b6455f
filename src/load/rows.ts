import { type Column, decode } from '../csvw/column';
import { PART } from '../csvw/dialect';
import { cellsRejection, checkedHeader, readCsv } from '../csvw/reader';
import { PermanentFailure } from '../errors';
import { text } from '../formats/text';
import { whole } from '../objects';
import { each } from '../row/ranges';
import type { Read } from '../row/read';
import { utf8 } from '../row/utf8';
import { type Row, setField, type Value } from '../row/value';
import type { Part } from './part';

/**
 * Reads the rows of a part in batches, with their values and row numbers from the source.
 * @throws PermanentFailure when the CSV is broken or does not match its metadata
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
  const bytes = whole(object);
  const lines = metadata ? utf8(bytes) : text({ stream: () => bytes, reading: {} });
  for await (const block of readCsv(lines, { ...PART, blankRows: metadata !== undefined })) {
    const rows: Read[] = [];
    for (const [i, cells] of block.rows.entries()) {
      if (!header) {
        header = checkedHeader(cells);
        columns = metadata?.columns ?? header.map((titles) => ({ titles, datatype: 'string', null: [] }));
        if (!sameTitles(header, columns)) throw unlike('its header differs');
        continue;
      }
      const place = { number: nextNumber(), raw: () => block.raw(i) };
      const rejection = cellsRejection(header, cells);
      rows.push(rejection ? { ...place, rejection } : { ...place, row: rowOf(columns, cells, place.number) });
    }
    yield rows;
  }
  if (numbers && !numbers.next().done) throw unlike('it has fewer rows');
}

function rowOf(columns: readonly Column[], cells: readonly string[], number: number): Row {
  const row: Row = {};
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as Column;
    const value = cellValue(column, cells[i] as string, number);
    if (value !== undefined) setField(row, column.titles, value);
  }
  return row;
}

function cellValue(column: Column, cell: string, row: number): Value | undefined {
  try {
    return decode(column, cell);
  } catch {
    throw unlike(`row ${row} has a cell that is not a ${column.datatype}`);
  }
}

function sameTitles(header: readonly string[], columns: readonly Column[]): boolean {
  return header.length === columns.length && columns.every(({ titles }, i) => titles === header[i]);
}

function unlike(difference: string): PermanentFailure {
  return new PermanentFailure('CSV_UNLIKE_METADATA', { difference });
}
