import { cellsRejection, checkedHeader, readCsv } from '../csvw/reader';
import type { Sized } from '../row/read';
import { utf8 } from '../row/utf8';
import { type Row, setField } from '../row/value';
import type { Format, Input } from './format';

/** Returns a format of cells with a header row. Every cell is a string: `007` stays `007`. */
export function delimited(delimiter: string, about: Pick<Format, 'extensions' | 'rows'>): Format {
  return {
    ...about,
    delimiter,
    takes: ['delimiter'],
    read: (input) => read(input, input.reading.delimiter ?? delimiter),
  };
}

async function* read(input: Input, delimiter: string): AsyncGenerator<Sized[]> {
  let header: string[] | undefined;
  let number = 0;
  for await (const block of readCsv(utf8(input.stream()), delimiter)) {
    const rows: Sized[] = [];
    for (const [i, cells] of block.rows.entries()) {
      if (!header) header = checkedHeader(cells);
      else {
        const rejection = cellsRejection(header, cells);
        const chars = cells.reduce((sum, cell) => sum + cell.length + 1, 0);
        const place = { number: ++number, chars, raw: () => block.raw(i) };
        rows.push(rejection ? { ...place, rejection } : { ...place, row: rowOf(header, cells) });
      }
    }
    if (rows.length > 0) yield rows;
  }
}

function rowOf(header: readonly string[], cells: readonly string[]): Row {
  const row: Row = {};
  for (const [i, name] of header.entries()) setField(row, name, cells[i] as string);
  return row;
}
