import { type Column, decode } from '../csvw/column';
import { PART } from '../csvw/dialect';
import type { Metadata } from '../csvw/metadata';
import { cellsRejection, checkedHeader, readCsv } from '../csvw/reader';
import { PermanentFailure } from '../errors';
import { csv } from '../formats/csv';
import { readingOf } from '../formats/reading';
import { whole } from '../objects';
import { each } from '../row/ranges';
import type { Read } from '../row/read';
import { utf8 } from '../row/utf8';
import { type Row, setField, type Value } from '../row/value';
import type { Pipeline } from '../step/pipeline';
import type { Warn } from '../warnings';
import type { Part } from './part';

/**
 * Reads the rows of a part in batches, with their values and row numbers from the source. A lone CSV is read as an input
 * of its dataset.
 * @param warn adds a warning to the job of a lone CSV
 * @throws PermanentFailure when the CSV is broken or does not match its metadata
 * @throws RetryableFailure `BODY_CUT`
 */
export function readRows(
  { object, metadata, dataset }: Part,
  own: Pipeline,
  warn: Warn,
): AsyncGenerator<Read[]> {
  const stream = () => whole(object);
  if (metadata) return partRows(stream(), metadata);
  return csv.read({ stream, reading: readingOf(own.datasets.get(dataset) ?? {}, csv.takes), warn });
}

async function* partRows(
  bytes: AsyncIterable<Uint8Array>,
  { columns, note }: Metadata,
): AsyncGenerator<Read[]> {
  let header: string[] | undefined;
  const numbers = each(note.rows);
  const nextNumber = () => {
    const next = numbers.next();
    if (next.done) throw unlike('it has more rows');
    return next.value;
  };
  for await (const block of readCsv(utf8(bytes), PART)) {
    const rows: Read[] = [];
    for (const [i, cells] of block.rows.entries()) {
      if (!header) {
        header = checkedHeader(cells);
        if (!sameTitles(header, columns)) throw unlike('its header differs');
        continue;
      }
      const place = { number: nextNumber(), raw: () => block.raw(i) };
      const rejection = cellsRejection(header, cells);
      rows.push(rejection ? { ...place, rejection } : { ...place, row: rowOf(columns, cells, place.number) });
    }
    yield rows;
  }
  if (!numbers.next().done) throw unlike('it has fewer rows');
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
