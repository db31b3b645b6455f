import { cellsFault, checkedHeader, records } from '../../csvw/records';
import type { Reader, Sized } from '../../record/read';
import { type Row, setField } from '../../record/value';

/** CSV or TSV with a header row. Every cell is a string: `007` stays `007`. */
export function readDelimited(delimiter: ',' | '\t'): Reader {
  return async function* (source) {
    let header: string[] | undefined;
    let row = 0;
    for await (const block of records(source, delimiter)) {
      const rows: Sized[] = [];
      for (const [i, cells] of block.records.entries()) {
        if (!header) header = checkedHeader(cells);
        else {
          const fault = cellsFault(header, cells);
          const chars = cells.reduce((sum, cell) => sum + cell.length + 1, 0);
          const of = { row: ++row, chars, raw: () => block.raw(i) };
          rows.push(fault ? { ...of, fault } : { ...of, record: recordOf(header, cells) });
        }
      }
      if (rows.length > 0) yield rows;
    }
  };
}

function recordOf(header: readonly string[], cells: readonly string[]): Row {
  const record: Row = {};
  for (const [i, name] of header.entries()) setField(record, name, cells[i] as string);
  return record;
}
