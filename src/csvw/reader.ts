import { CsvError, parse } from 'csv-parse/sync';
import { PermanentFailure, RowRejected } from '../errors';
import { COLUMNS, RECORD_BYTES } from '../limits';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Some rows of a delimited text, in order; the first of all is the header. */
export interface Block {
  readonly rows: readonly string[][];
  /** The text of a row, with what the parser keeps of its end of line. */
  raw(index: number): string;
}

/**
 * Reads the rows of a delimited text as cells. The text is cut where rows end, and each piece is parsed at once: that
 * is faster than one row after the other through a stream.
 * @throws PermanentFailure when it cannot be cut into rows, or one is longer than 4 MiB
 */
export async function* readCsv(source: AsyncIterable<Uint8Array>, delimiter: string): AsyncGenerator<Block> {
  let lines = 0;
  let rest: Buffer = Buffer.alloc(0);
  let quoted = false;
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const cut = lastEnd(bytes, rest.length, quoted);
    const whole = bytes.subarray(0, cut.end);
    if (whole.length > 0) yield block(whole, delimiter, lines);
    lines += linesOf(whole);
    rest = bytes.subarray(cut.end);
    quoted = cut.quoted;
    // Room for a row whose every character is a quote. What the parser finds first is what is wrong with it.
    if (rest.length > 2 * RECORD_BYTES) {
      block(rest, delimiter, lines);
      throw malformed('CSV_MAX_RECORD_SIZE', lines + 1);
    }
  }
  if (rest.length > 0) yield block(rest, delimiter, lines);
}

function block(bytes: Buffer, delimiter: string, linesBefore: number): Block {
  const options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: RECORD_BYTES,
  };
  let raws: { raw: string }[] | undefined;
  try {
    return {
      rows: parse(bytes, options),
      raw(index) {
        // Only rejected rows need it, and it takes longer than the cells.
        raws ??= parse(bytes, { ...options, raw: true }) as unknown as { raw: string }[];
        return raws[index]?.raw as string;
      },
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Where the field begins that it stopped at. Its own count takes a CRLF within quotes for two lines.
    const before = 'bytes' in error ? Number(error.bytes) : 0;
    throw malformed(error.code, linesBefore + linesOf(bytes.subarray(0, before)) + 1);
  }
}

/** Where the last row ends that ends in these bytes: at an end of line that no quotes enclose. 0 when none does. */
function lastEnd(bytes: Buffer, from: number, quotedBefore: boolean): { end: number; quoted: boolean } {
  let end = 0;
  let quoted = quotedBefore;
  for (let at = from; at < bytes.length; ) {
    const quote = bytes.indexOf(QUOTE, at);
    const until = quote === -1 ? bytes.length : quote;
    if (!quoted) {
      // After a carriage return at the end of all, a newline may follow that belongs to it.
      const most = bytes[until - 1] === RETURN && until === bytes.length ? until - 1 : until;
      const between = bytes.subarray(at, most);
      const last = Math.max(between.lastIndexOf(NEWLINE), between.lastIndexOf(RETURN));
      if (last >= 0) end = at + last + 1;
    }
    if (quote !== -1) quoted = !quoted;
    at = until + 1;
  }
  return { end, quoted };
}

/** How many lines end in these bytes. */
function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === NEWLINE || (byte === RETURN && bytes[i + 1] !== NEWLINE)) lines++;
  }
  return lines;
}

/** @throws PermanentFailure when there are too many columns, two have one name, or one has none */
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

/** Why a row does not have one cell for each column, if so. */
export function cellsRejection(header: readonly string[], cells: readonly string[]): RowRejected | undefined {
  if (cells.length === header.length) return undefined;
  const code = cells.length < header.length ? 'ROW_SHORT' : 'ROW_LONG';
  return new RowRejected(code, { cells: cells.length, columns: header.length });
}

/** A CSV that cannot be cut into rows. The parser's own message repeats the text, which does not belong in a log. */
function malformed(code: string, line: number): PermanentFailure {
  if (code !== 'CSV_MAX_RECORD_SIZE') return new PermanentFailure(code as 'CSV_QUOTE_NOT_CLOSED', { line });
  return new PermanentFailure('RECORD_TOO_LARGE', { place: `line ${line}`, most: RECORD_BYTES });
}
