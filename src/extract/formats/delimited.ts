import { cellsRejection, checkedHeader, readCsv } from '../../csvw/reader';
import type { Reader, Sized } from '../../row/read';
import { type Row, setField } from '../../row/value';

/** CSV or TSV with a header row. Every cell is a string: `007` stays `007`. */
export function readDelimited(delimiter: ',' | '\t'): Reader {
  return async function* (source) {
    let header: string[] | undefined;
    let number = 0;
    for await (const block of readCsv(source, delimiter)) {
      const rows: Sized[] = [];
      for (const [i, cells] of block.records.entries()) {
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
  };
}

function rowOf(header: readonly string[], cells: readonly string[]): Row {
  const row: Row = {};
  for (const [i, name] of header.entries()) setField(row, name, cells[i] as string);
  return row;
}
