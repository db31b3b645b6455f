import type { Dice } from './dice';
import { keyOf, type SoakRow } from './expected';
import type { Identity } from './json-rows';
import { someNames, TEXTS } from './value';

export interface CsvRowsOptions {
  readonly dataset: string;
  readonly identity: Identity;
  readonly count: number;
  readonly delimiter: ',' | '\t';
  readonly bad: number;
}

/** Returns a header and rows of text, good and bad. */
export function csvRows(dice: Dice, options: CsvRowsOptions): { header: string; rows: SoakRow[] } {
  const { dataset, identity, count, delimiter, bad } = options;
  const ids = identity === 'number' ? [] : identity === 'own' ? ['id'] : identity.named;
  // At least three columns: a short row then has a delimiter, and is not an empty line.
  const reserved = dice.chance(0.03);
  const columns = [
    ...ids,
    'first',
    'second',
    ...new Set(someNames(dice, dice.int(0, 5)).map((name) => spellable(name, delimiter))),
    reserved ? '__proto__' : 'last',
  ];
  const pool = dice.one([count, count * 10, Math.ceil(count / 2)]);
  const line = (cells: readonly string[]) =>
    cells.map((cell) => spelt(dice, cell, delimiter)).join(delimiter);
  const rows = Array.from({ length: count }, (_, i): SoakRow => {
    const row = i + 1;
    const cells = columns.map((column) =>
      ids.includes(column)
        ? dice.one(['', 'k', '#', '%23', '0']) + dice.int(0, pool)
        : someCell(dice, delimiter),
    );
    const fault = dice.chance(bad)
      ? dice.one(['short', 'long', ...(ids.length ? ['empty'] : [])])
      : undefined;
    if (fault === 'short') return { row, code: 'ROW_SHORT', text: line(cells.slice(0, -1)) };
    if (fault === 'long') return { row, code: 'ROW_LONG', text: line([...cells, 'more']) };
    if (fault === 'empty') cells[dice.int(0, ids.length - 1)] = '';
    const text = line(cells);
    if (reserved) return { row, code: 'FIELD_RESERVED', text };
    if (fault === 'empty') return { row, code: 'KEY_EMPTY', text };
    const id = ids.length > 0 ? ids.map((_, n) => cells[n] as string) : [String(row)];
    const fields = Object.fromEntries(columns.map((column, n) => [column, { S: cells[n] as string }]));
    return { row, text, key: keyOf(dataset, id), fields };
  });
  return { header: line(columns), rows };
}

function someCell(dice: Dice, delimiter: string): string {
  return spellable(dice.chance(0.6) ? dice.one(TEXTS) : dice.text(), delimiter);
}

/** Returns a text that the format can spell: TSV has no quotes around tabs and line ends. */
function spellable(text: string, delimiter: string): string {
  return delimiter === ',' ? text : text.replace(/[\t\r\n]/g, ' ');
}

/** Quotes a CSV's cell when necessary, and sometimes when it is not. */
function spelt(dice: Dice, cell: string, delimiter: string): string {
  if (delimiter !== ',') return cell;
  const must = cell.includes(delimiter) || /["\r\n]/.test(cell) || cell.startsWith('\uFEFF');
  return must || dice.chance(0.2) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
