import { type Options, stringify } from 'csv-stringify/sync';
import { PermanentFailure } from '../errors';
import { COLUMN_NAMES_BYTES, COLUMNS } from '../limits';
import type { Row, Value } from '../row/value';
import { type Column, encode, Observed } from './column';

/**
 * The rows of one part, gathered until it is closed: only then is it known what its columns hold. A row is kept as its
 * values in the order of the columns, which takes a sixth of what an object with a thousand fields takes.
 */
export class CsvWriter {
  private readonly rows: (Value | undefined)[][] = [];
  /** In order of first appearance. */
  private readonly columns: Observed[] = [];
  private readonly places = new Map<string, number>();
  private namesBytes = 0;

  /** @param titles the columns of the parts before: a later part only adds columns */
  constructor(titles: Iterable<string> = []) {
    for (const one of titles) this.column(one);
  }

  get length(): number {
    return this.rows.length;
  }

  /** Column titles, in order of first appearance. */
  get titles(): string[] {
    return this.columns.map(({ titles }) => titles);
  }

  /** How many cells the part would have with one more row: a field that is new is a column of all rows before as well. */
  cellsWith(row: Row): number {
    const added = Object.keys(row).filter((field) => !this.places.has(field)).length;
    return (this.columns.length + added) * (this.rows.length + 1);
  }

  /** @throws PermanentFailure `COLUMNS_TOO_MANY` or `COLUMN_NAMES_TOO_LONG` */
  add(row: Row): void {
    const fields = Object.keys(row);
    const cells: (Value | undefined)[] = new Array(this.columns.length);
    for (let i = 0; i < fields.length; i++) {
      const titles = fields[i] as string;
      // Most rows have the fields of the first, in its order.
      const place = this.columns[i]?.titles === titles ? i : (this.places.get(titles) ?? this.column(titles));
      const value = row[titles] as Value;
      (this.columns[place] as Observed).see(value);
      cells[place] = value;
    }
    this.rows.push(cells);
  }

  /** RFC 4180: UTF-8, CRLF, a header. Nothing is escaped for spreadsheets: this CSV is read by a machine. */
  toCsv(): { csv: Buffer; columns: Column[] } {
    const columns = this.columns.map((observed) => observed.column(this.rows.length));
    const textOf = (row: (Value | undefined)[]) => columns.map((column, i) => encode(column, row[i]));
    const pieces = [csvOf([this.titles])];
    const atOnce = Math.ceil(CELLS_AT_ONCE / columns.length);
    for (let i = 0; i < this.rows.length; i += atOnce) {
      pieces.push(csvOf(this.rows.slice(i, i + atOnce).map(textOf)));
    }
    return { csv: Buffer.concat(pieces), columns };
  }

  /** Adds a column. Returns its place. */
  private column(titles: string): number {
    if (this.columns.length === COLUMNS) throw new PermanentFailure('COLUMNS_TOO_MANY', { most: COLUMNS });
    this.namesBytes += Buffer.byteLength(JSON.stringify(titles));
    if (this.namesBytes > COLUMN_NAMES_BYTES) {
      throw new PermanentFailure('COLUMN_NAMES_TOO_LONG', { most: COLUMN_NAMES_BYTES });
    }
    this.places.set(titles, this.columns.length);
    return this.columns.push(new Observed(titles)) - 1;
  }
}

const DIALECT: Options = {
  record_delimiter: '\r\n',
  // A newline or a carriage return alone ends a row as well, for csv-parse and for most other readers.
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
function csvOf(rows: string[][]): Buffer {
  return Buffer.from(stringify(rows, DIALECT));
}
