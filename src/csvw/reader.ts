import { CsvError, parse } from 'csv-parse/sync';
import { PermanentFailure, RowRejected } from '../errors';
import { COLUMNS, RECORD_BYTES } from '../limits';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Consecutive rows of a delimited text. The first row of the first block is the header. */
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
    // Room for a row of quotes only. The parser reports the first error.
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
        // Only rejected rows need the text, and finding it takes longer than parsing the cells.
        raws ??= parse(bytes, { ...options, raw: true }) as unknown as { raw: string }[];
        return raws[index]?.raw as string;
      },
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The start of the field at which the parser stopped. The parser counts a CRLF within quotes as two lines.
    const before = 'bytes' in error ? Number(error.bytes) : 0;
    throw malformed(error.code, linesBefore + linesOf(bytes.subarray(0, before)) + 1);
  }
}

/** Returns the end of the last complete row in these bytes, at a line end outside quotes; 0 when there is none. */
function lastEnd(bytes: Buffer, from: number, quotedBefore: boolean): { end: number; quoted: boolean } {
  let end = 0;
  let quoted = quotedBefore;
  for (let at = from; at < bytes.length; ) {
    const quote = bytes.indexOf(QUOTE, at);
    const until = quote === -1 ? bytes.length : quote;
    if (!quoted) {
      // A newline that belongs to a final carriage return may follow.
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

/** Counts the line ends in these bytes. */
function linesOf(bytes: Buffer): number {
  let lines = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === NEWLINE || (byte === RETURN && bytes[i + 1] !== NEWLINE)) lines++;
  }
  return lines;
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

/**
 * Returns the failure for a CSV that cannot be cut into rows. The parser's message repeats the text, which must not
 * reach a log.
 */
function malformed(code: string, line: number): PermanentFailure {
  if (code !== 'CSV_MAX_RECORD_SIZE') return new PermanentFailure(code as 'CSV_QUOTE_NOT_CLOSED', { line });
  return new PermanentFailure('RECORD_TOO_LARGE', { place: `line ${line}`, most: RECORD_BYTES });
}
