import { parse } from 'csv-parse/sync';
import { PermanentFailure, RowRejected } from '../errors';
import { COLUMNS, RECORD_BYTES } from '../limits';
import { type Dialect, optionsOf } from './dialect';
import { lastEnd, linesOf } from './lines';
import { malformed } from './malformed';

/** Consecutive rows of a delimited text. The first row of the text is the header. */
export interface Block {
  readonly rows: readonly string[][];
  /** Returns a row's text, which may include its end of line. */
  raw(index: number): string;
}

/**
 * Reads the rows of a delimited text as cells. Cuts the text at row ends and parses each piece in one call, which is
 * faster than a stream of single rows.
 * @throws PermanentFailure when the text cannot be cut into rows, or a row is longer than 4 MiB
 */
export async function* readCsv(source: AsyncIterable<Uint8Array>, dialect: Dialect): AsyncGenerator<Block> {
  let lines = 0;
  let rest: Buffer = Buffer.alloc(0);
  let quoted = false;
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const cut = lastEnd(bytes, rest.length, quoted, dialect.quote);
    const whole = bytes.subarray(0, cut.end);
    if (whole.length > 0) yield block(whole, dialect, lines);
    lines += linesOf(whole);
    rest = bytes.subarray(cut.end);
    quoted = cut.quoted;
    // Room for a row of quotes only. The parser reports the first error.
    if (rest.length > 2 * RECORD_BYTES) {
      block(rest, dialect, lines);
      throw new PermanentFailure('RECORD_TOO_LARGE', { place: `line ${lines + 1}`, most: RECORD_BYTES });
    }
  }
  if (rest.length > 0) yield block(rest, dialect, lines);
}

function block(bytes: Buffer, dialect: Dialect, linesBefore: number): Block {
  const options = optionsOf(dialect);
  let raws: { raw: string }[] | undefined;
  try {
    return {
      rows: parse(bytes, options),
      raw(index) {
        // Only rejected rows need the text, and finding it takes longer than parsing the cells.
        raws ??= parse(bytes, { ...options, raw: true }) as unknown as { raw: string }[];
        const { raw } = raws[index] as { raw: string };
        // The parser prepends the blank lines that it skipped.
        return dialect.blankRows ? raw : raw.replace(/^[\r\n]+/, '');
      },
    };
  } catch (error) {
    throw malformed(error, bytes, dialect, linesBefore);
  }
}

/**
 * Checks a header.
 * @throws PermanentFailure when there are too many columns, two have the same name, or one has none
 */
export function checkedHeader(header: string[]): string[] {
  if (header.length > COLUMNS) {
    throw new PermanentFailure('COLUMNS_TOO_MANY', { most: COLUMNS });
  }
  const seen = new Set<string>();
  for (const [index, name] of header.entries()) {
    const number = index + 1;
    if (name === '') throw new PermanentFailure('HEADER_EMPTY', { number });
    if (seen.has(name)) throw new PermanentFailure('HEADER_DUPLICATE', { number });
    seen.add(name);
  }
  return header;
}

/** Returns why a row does not have one cell per column, if so. */
export function cellsRejection(header: readonly string[], cells: readonly string[]): RowRejected | undefined {
  if (cells.length === header.length) return undefined;
  const code = cells.length < header.length ? 'ROW_SHORT' : 'ROW_LONG';
  return new RowRejected(code, { cells: cells.length, columns: header.length });
}
