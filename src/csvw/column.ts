import { LosslessNumber, parseJson, parseNumber, toJson, type Value } from '../row/value';

export type Datatype = 'string' | 'number' | 'boolean' | 'json';

/**
 * How a column's cells represent values. `null` lists the cells that have no value, as in CSV on the Web: an empty cell
 * is a field that the row does not have, and `null` is JSON's null.
 */
export interface Column {
  readonly titles: string;
  readonly datatype: Datatype;
  readonly null: readonly ('' | 'null')[];
}

/** Records what a part's column has held so far, to choose the simplest datatype that loses nothing. */
export class Observed {
  private values = 0;
  private strings = 0;
  private numbers = 0;
  private booleans = 0;
  private nulls = 0;
  private emptyTexts = 0;
  private nullTexts = 0;

  constructor(readonly titles: string) {}

  see(value: Value): void {
    this.values++;
    if (typeof value === 'string') {
      this.strings++;
      if (value === '') this.emptyTexts++;
      else if (value === 'null') this.nullTexts++;
    } else if (typeof value === 'number' || value instanceof LosslessNumber) this.numbers++;
    else if (typeof value === 'boolean') this.booleans++;
    else if (value === null) this.nulls++;
  }

  /** @param rows the part's row count; fewer values than rows means that some rows lack the field */
  column(rows: number): Column {
    const absent = this.values < rows;
    const present = this.values - this.nulls;
    const missing = [...(absent ? ['' as const] : []), ...(this.nulls > 0 ? ['null' as const] : [])];
    const ambiguous = (absent && this.emptyTexts > 0) || (this.nulls > 0 && this.nullTexts > 0);
    const column = (datatype: Datatype) => ({ titles: this.titles, datatype, null: missing });
    if (present === this.strings && !ambiguous) return column('string');
    if (present === this.numbers) return column('number');
    if (present === this.booleans) return column('boolean');
    return { titles: this.titles, datatype: 'json', null: absent ? [''] : [] };
  }
}

/** Returns the cell of a value; `undefined` is a field that the row does not have. */
export function encode(column: Column, value: Value | undefined): string {
  if (value === undefined) return '';
  return column.datatype === 'json' ? toJson(value) : String(value);
}

/**
 * Returns the value of a cell, or undefined when the row has no such field: the inverse of {@link encode}.
 * @throws SyntaxError when the cell does not fit the column's datatype: the CSV or its metadata was edited
 */
export function decode(column: Column, cell: string): Value | undefined {
  if (cell === '' && column.null.includes('')) return undefined;
  if (cell === 'null' && column.null.includes('null')) return null;
  switch (column.datatype) {
    case 'string':
      return cell;
    case 'number':
      if (!JSON_NUMBER.test(cell)) throw new SyntaxError('not a number');
      return parseNumber(cell);
    case 'boolean':
      if (cell !== 'true' && cell !== 'false') throw new SyntaxError('neither true nor false');
      return cell === 'true';
    case 'json':
      return parseJson(cell);
  }
}

const JSON_NUMBER = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;
