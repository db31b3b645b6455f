import { unparse } from 'papaparse';
import { PermanentFailure } from '../errors';
import { COLUMNS } from '../limits';
import type { Row, Value } from '../record/value';
import { type Column, encode, Observed } from './column';

/** The rows of one part, gathered until it is closed: only then is it known what its columns hold. */
export class Table {
  private readonly rows: Row[] = [];
  private readonly observed: Map<string, Observed>;

  /** @param columns the columns of the parts before: a later part only adds columns */
  constructor(columns: Iterable<string> = []) {
    this.observed = new Map([...columns].map((titles) => [titles, new Observed(titles)]));
  }

  get length(): number {
    return this.rows.length;
  }

  /** Column titles, in order of first appearance. */
  get titles(): string[] {
    return [...this.observed.keys()];
  }

  /** @throws PermanentFailure `COLUMNS_TOO_MANY` */
  add(row: Row): void {
    for (const titles of Object.keys(row)) {
      let column = this.observed.get(titles);
      if (!column) {
        if (this.observed.size === COLUMNS) {
          throw new PermanentFailure(
            'COLUMNS_TOO_MANY',
            `the rows have more than ${COLUMNS} different fields`,
          );
        }
        column = new Observed(titles);
        this.observed.set(titles, column);
      }
      column.see(row[titles] as Value);
    }
    this.rows.push(row);
  }

  /** RFC 4180: UTF-8, CRLF, a header. Nothing is escaped for spreadsheets: this CSV is read by a machine. */
  toCsv(): { csv: string; columns: Column[] } {
    const columns = [...this.observed.values()].map((observed) => observed.column(this.rows.length));
    const cells = this.rows.map((row) =>
      columns.map((column) =>
        encode(column, Object.hasOwn(row, column.titles) ? row[column.titles] : undefined),
      ),
    );
    // It quotes byte-order marks as well: one at the start of a file would be taken for its own.
    const csv = `${unparse([columns.map(({ titles }) => titles), ...cells], { newline: '\r\n' })}\r\n`;
    return { csv, columns };
  }
}
