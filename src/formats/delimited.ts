import type { Dialect } from '../csvw/dialect';
import { cellsRejection, checkedHeader, readCsv } from '../csvw/reader';
import { PermanentFailure, RowRejected } from '../errors';
import { peek } from '../peek';
import type { Sized } from '../row/read';
import { type Row, setField } from '../row/value';
import { betterDelimiter, delimiterBelow, fittingDelimiters, LOOK_AT, nameOf } from './delimiter';
import type { Format, Input } from './format';
import { text } from './text';

/** Excel's first line, which names the delimiter. Programs put it in quotes, or end it with delimiters. */
const SEP = /^[\r\n]*"?sep=([^"\r\n])"?\1*(?=[\r\n]|$)/iu;

/** The start of JSON. */
const JSON_START = /^\s*(\[\s*)?\{\s*"/;

/** Matches a name in quotes. */
const QUOTED = /^(["']).*\1$/s;

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
  const start = head.toString('utf8', 0, 256);
  if (JSON_START.test(start)) throw new PermanentFailure('INPUT_JSON');
  const sep = SEP.exec(start)?.[1];
  const delimiter = delimiterOf(input, sep, usual.delimiter, head, quote);
  if (delimiter === quote) throw new PermanentFailure('DELIMITER_IS_QUOTE');
  let isSep = sep !== undefined;
  let header: string[] | undefined;
  let names: string[] = [];
  let number = 0;
  for await (const block of readCsv(all, { delimiter, quote, blankRows: false })) {
    const rows: Sized[] = [];
    for (const [i, cells] of block.rows.entries()) {
      if (isSep) isSep = false;
      else if (!header) {
        names = cells.map(spelt);
        header = headerOf(cells, trimHeader, input);
      } else {
        number++;
        const rejection = repeats(names, cells, number) ?? cellsRejection(header, cells);
        const chars = cells.reduce((sum, cell) => sum + cell.length + 1, 0);
        const place = { number, chars, raw: () => block.raw(i) };
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
    if (fitting.length > 1) {
      throw new PermanentFailure('DELIMITER_UNCLEAR', { delimiters: fitting.map(nameOf).join(' or ') });
    }
    if (fitting[0]) return fitting[0];
  }
  const better = betterDelimiter(usual, head, quote);
  if (better) warn('DELIMITER_DOUBTFUL', { delimiter: nameOf(usual), other: nameOf(better) });
  const below = delimiterBelow(usual, head, quote);
  if (below) warn('HEADER_NARROW', { delimiter: nameOf(below.delimiter), cells: below.cells });
  return usual;
}

function headerOf(cells: string[], trim: boolean, { reading, warn }: Input): string[] {
  const names = cells.map((cell) => cell.trim());
  if (!reading.quote && names.every((name) => QUOTED.test(name))) warn('HEADER_QUOTED');
  if (trim) return checkedHeader(names);
  const spaced = cells.findIndex((cell, i) => cell !== names[i]);
  if (spaced !== -1) warn('HEADER_SPACES', { number: spaced + 1 });
  return checkedHeader(cells);
}

/** Returns a cell without the spaces and byte-order marks around it, unless it has nothing else. */
function spelt(cell: string): string {
  return cell.trim() || cell;
}

/**
 * Returns why a row that repeats the header is rejected, as when files are joined, each perhaps with a byte-order mark.
 * In one column, a value may well be the column's name.
 * @param names those of the header, as {@link spelt}
 * @throws PermanentFailure `HEADER_MOVED` when three or more names are in another order: so are the cells that follow
 */
function repeats(names: readonly string[], cells: readonly string[], row: number): RowRejected | undefined {
  if (names.length < 2 || cells.length !== names.length) return undefined;
  if (!names.includes(spelt(cells[0] as string))) return undefined;
  const here = cells.map(spelt);
  if (here.every((name, i) => name === names[i])) return new RowRejected('HEADER_REPEATED');
  if (names.length < 3 || !here.every((name) => names.includes(name))) return undefined;
  if (new Set(here).size < here.length) return undefined;
  throw new PermanentFailure('HEADER_MOVED', { row });
}

function rowOf(header: readonly string[], cells: readonly string[]): Row {
  const row: Row = {};
  for (const [i, name] of header.entries()) setField(row, name, cells[i] as string);
  return row;
}
