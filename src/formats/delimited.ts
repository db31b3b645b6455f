import type { Dialect } from '../csvw/dialect';
import { cellsRejection, checkedHeader, readCsv } from '../csvw/reader';
import { PermanentFailure, RowRejected } from '../errors';
import { peek } from '../peek';
import type { Sized } from '../row/read';
import { type Row, setField } from '../row/value';
import { betterDelimiter, fittingDelimiters, LOOK_AT, nameOf } from './delimiter';
import type { Format, Input } from './format';
import { text } from './text';

/** Excel's first line, which names the delimiter. */
const SEP = /^sep=([^"\r\n])[\r\n]/iu;

/**
 * Returns a format of cells with a header row. Every cell is a string: `007` stays `007`.
 * @param usual the delimiter and the quote, unless a file's options say otherwise
 */
export function delimited(
  usual: Pick<Dialect, 'delimiter' | 'quote'>,
  about: Pick<Format, 'extensions' | 'rows'>,
): Format {
  return {
    ...about,
    delimiter: usual.delimiter,
    takes: ['delimiter', 'quote', 'trimHeader', 'encoding'],
    read: (input) => read(input, usual),
  };
}

async function* read(input: Input, usual: Pick<Dialect, 'delimiter' | 'quote'>): AsyncGenerator<Sized[]> {
  const { head, all } = await peek(text(input), LOOK_AT);
  const { quote: given, trimHeader = false } = input.reading;
  const quote = given === 'none' ? undefined : (given ?? usual.quote);
  const sep = SEP.exec(head.toString('utf8', 0, 16))?.[1];
  const delimiter = delimiterOf(input, sep, usual.delimiter, head, quote);
  if (delimiter === quote) throw new PermanentFailure('DELIMITER_IS_QUOTE');
  let isSep = sep !== undefined;
  let header: string[] | undefined;
  let headerCells: string[] = [];
  let number = 0;
  for await (const block of readCsv(all, { delimiter, quote, blankRows: false })) {
    const rows: Sized[] = [];
    for (const [i, cells] of block.rows.entries()) {
      if (isSep) isSep = false;
      else if (!header) {
        headerCells = cells;
        header = headerOf(cells, trimHeader, input);
      } else {
        const repeated = repeats(headerCells, cells) ? new RowRejected('HEADER_REPEATED') : undefined;
        const rejection = repeated ?? cellsRejection(header, cells);
        const chars = cells.reduce((sum, cell) => sum + cell.length + 1, 0);
        const place = { number: ++number, chars, raw: () => block.raw(i) };
        rows.push(rejection ? { ...place, rejection } : { ...place, row: rowOf(header, cells) });
      }
    }
    if (rows.length > 0) yield rows;
  }
}

/** Returns the character between the cells of a text that starts with `head`. */
function delimiterOf(
  { reading, warn }: Input,
  sep: string | undefined,
  usual: string,
  head: Buffer,
  quote: string | undefined,
): string {
  if (reading.delimiter && reading.delimiter !== 'auto') return reading.delimiter;
  if (sep) return sep;
  if (reading.delimiter === 'auto') {
    const fitting = fittingDelimiters(head, quote);
    const [found = usual, another] = fitting;
    if (!another) return found;
    throw new PermanentFailure('DELIMITER_UNCLEAR', { delimiters: fitting.map(nameOf).join(' or ') });
  }
  const better = betterDelimiter(usual, head, quote);
  if (better) warn('DELIMITER_DOUBTFUL', { delimiter: nameOf(usual), other: nameOf(better) });
  return usual;
}

function headerOf(cells: string[], trim: boolean, { warn }: Input): string[] {
  const trimmed = cells.map((name) => name.trim());
  if (trim) return checkedHeader(trimmed);
  const spaced = cells.findIndex((name, i) => name !== trimmed[i]);
  if (spaced !== -1) warn('HEADER_SPACES', { number: spaced + 1 });
  return checkedHeader(cells);
}

/**
 * Whether a row repeats the header, as when files are joined, each perhaps with a byte-order mark. In one column, a value
 * may well be the column's name.
 */
function repeats(header: readonly string[], cells: readonly string[]): boolean {
  if (header.length < 2 || cells.length !== header.length) return false;
  return cells.every((cell, i) => (i === 0 ? cell.replace(/^\uFEFF+/, '') : cell) === header[i]);
}

function rowOf(header: readonly string[], cells: readonly string[]): Row {
  const row: Row = {};
  for (const [i, name] of header.entries()) setField(row, name, cells[i] as string);
  return row;
}
