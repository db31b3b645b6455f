import { type Options, stringify } from 'csv-stringify/sync';
import { PermanentFailure } from '../errors';
import { COLUMN_NAMES_BYTES, COLUMNS } from '../limits';
import type { Row, Value } from '../row/value';
import { type Column, encode, Observed } from './column';

/**
 * Gathers the rows of one part, whose column types are known only when the part is closed. A row is kept as its values
 * in the order of the columns, which takes a sixth of the memory of an object with a thousand fields.
 */
export class CsvWriter {
  private readonly rows: (Value | undefined)[][] = [];
  /** In order of first appearance. */
  private readonly columns: Observed[] = [];
  private readonly places = new Map<string, number>();
  private namesBytes = 0;

  /** @param titles the columns of earlier parts: a later part only adds columns */
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

  /** Returns how many cells the part would have with one more row; a new field adds a cell to every earlier row. */
  cellsWith(row: Row): number {
    const added = Object.keys(row).filter((field) => !this.places.has(field)).length;
    return (this.columns.length + added) * (this.rows.length + 1);
  }

  /** Adds a row. @throws PermanentFailure `COLUMNS_TOO_MANY` or `COLUMN_NAMES_TOO_LONG` */
  add(row: Row): void {
    const fields = Object.keys(row);
    const cells: (Value | undefined)[] = new Array(this.columns.length);
    for (let i = 0; i < fields.length; i++) {
      const titles = fields[i] as string;
      // Most rows have the fields of the first row, in the same order.
      const place = this.columns[i]?.titles === titles ? i : (this.places.get(titles) ?? this.column(titles));
      const value = row[titles] as Value;
      (this.columns[place] as Observed).see(value);
      cells[place] = value;
    }
    this.rows.push(cells);
  }

  /**
   * Returns the part as RFC 4180: UTF-8, CRLF, a header. Nothing is escaped for spreadsheets, because machines read
   * this CSV.
   */
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

  /** Adds a column and returns its index. */
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
  // csv-parse and most other readers also end a row at a lone newline or carriage return.
  quote_record_delimiter: true,
  // A byte-order mark at the start of the file would be dropped as the file's own.
  quoted_match: '\ufeff',
};

/**
 * csv-stringify builds its text cell by cell. Pieces of this many cells keep the texts short; one call for a whole part
 * takes twice as long, mostly in the garbage collector.
 */
const CELLS_AT_ONCE = 1000;

/** Accepts only strings: csv-stringify would write false and null as empty cells. */
function csvOf(rows: string[][]): Buffer {
  return Buffer.from(stringify(rows, DIALECT));
}
