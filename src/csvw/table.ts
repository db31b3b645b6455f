import { type Options, stringify } from 'csv-stringify/sync';
import { PermanentFailure } from '../errors';
import { COLUMNS } from '../limits';
import type { Row, Value } from '../record/value';
import { type Column, encode, Observed } from './column';

/** The rows of one part, gathered until it is closed: only then is it known what its columns hold. */
export class Table {
  private readonly rows: Row[] = [];
  /** In order of first appearance. */
  private readonly columns: Observed[];
  private readonly observed: Map<string, Observed>;

  /** @param columns the columns of the parts before: a later part only adds columns */
  constructor(columns: Iterable<string> = []) {
    this.columns = Array.from(columns, (titles) => new Observed(titles));
    this.observed = new Map(this.columns.map((column) => [column.titles, column]));
  }

  get length(): number {
    return this.rows.length;
  }

  /** Column titles, in order of first appearance. */
  get titles(): string[] {
    return this.columns.map(({ titles }) => titles);
  }

  /** @throws PermanentFailure `COLUMNS_TOO_MANY` */
  add(row: Row): void {
    const fields = Object.keys(row);
    for (let i = 0; i < fields.length; i++) {
      const titles = fields[i] as string;
      // Most rows have the fields of the first, in its order.
      let column = this.columns[i];
      if (column?.titles !== titles) column = this.observed.get(titles);
      if (!column) {
        if (this.columns.length === COLUMNS) {
          throw new PermanentFailure(
            'COLUMNS_TOO_MANY',
            `the rows have more than ${COLUMNS} different fields`,
          );
        }
        column = new Observed(titles);
        this.observed.set(titles, column);
        this.columns.push(column);
      }
      column.see(row[titles] as Value);
    }
    this.rows.push(row);
  }

  /** RFC 4180: UTF-8, CRLF, a header. Nothing is escaped for spreadsheets: this CSV is read by a machine. */
  toCsv(): { csv: Buffer; columns: Column[] } {
    const columns = this.columns.map((observed) => observed.column(this.rows.length));
    const cellsOf = (row: Row) => columns.map((column) => encode(column, own(row, column.titles)));
    const pieces = [csvOf([columns.map(({ titles }) => titles)])];
    const atOnce = Math.ceil(CELLS_AT_ONCE / columns.length);
    for (let i = 0; i < this.rows.length; i += atOnce) {
      pieces.push(csvOf(this.rows.slice(i, i + atOnce).map(cellsOf)));
    }
    return { csv: Buffer.concat(pieces), columns };
  }
}

const FORMAT: Options = {
  record_delimiter: '\r\n',
  // A newline or a carriage return alone ends a record as well, for csv-parse and for most other readers.
  quote_record_delimiter: true,
  // One at the start of a file would be taken for the file's own.
  quoted_match: '\ufeff',
};

/**
 * csv-stringify builds its text cell by cell. In pieces of this many cells the garbage collector sees only short texts;
 * a whole part in one call takes twice as long, most of it in the collector.
 */
const CELLS_AT_ONCE = 1000;

/** Strings only: csv-stringify would write false and null as empty cells. */
function csvOf(records: string[][]): Buffer {
  return Buffer.from(stringify(records, FORMAT));
}

/** Not what rows inherit, such as `toString`. */
function own(row: Row, field: string): Value | undefined {
  return field in Object.prototype && !Object.hasOwn(row, field) ? undefined : row[field];
}
