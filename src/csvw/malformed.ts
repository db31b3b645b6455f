import { CsvError } from 'csv-parse/sync';
import { PermanentFailure } from '../errors';
import { RECORD_BYTES } from '../limits';
import type { Dialect } from './dialect';
import { linesOf } from './lines';

const SPACE = 0x20;
const TAB = 0x09;
const BACKSLASH = 0x5c;

/**
 * Returns the failure for a text that csv-parse cannot cut into rows, with the place of the quote that is wrong. The
 * parser's own message repeats the text, which must not reach a log.
 * @param bytes what the parser got
 * @param linesBefore the lines of the file before these bytes
 */
export function malformed(error: unknown, bytes: Buffer, dialect: Dialect, linesBefore: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const start = cellStart(bytes, Number((error as { bytes?: unknown }).bytes ?? 0), dialect.delimiter);
  const quote = (dialect.quote ?? '"').charCodeAt(0);
  const at = (place: number) => {
    const before = bytes.subarray(0, place);
    const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
    return { line: linesBefore + linesOf(before) + 1, column: before.toString('utf8', lineStart).length + 1 };
  };
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return new PermanentFailure('RECORD_TOO_LARGE', {
        place: `line ${at(start).line}`,
        most: RECORD_BYTES,
      });
    case 'CSV_QUOTE_NOT_CLOSED':
      return new PermanentFailure('CSV_QUOTE_NOT_CLOSED', at(start));
    case 'INVALID_OPENING_QUOTE': {
      const opening = bytes.indexOf(quote, start);
      const afterSpace = bytes.subarray(start, opening).every((byte) => byte === SPACE || byte === TAB);
      return new PermanentFailure(afterSpace ? 'QUOTE_AFTER_SPACE' : 'INVALID_OPENING_QUOTE', at(opening));
    }
    default: {
      const closing = closingQuote(bytes, start, quote);
      const escaped = bytes[closing - 1] === BACKSLASH;
      return new PermanentFailure(
        escaped ? 'QUOTE_AFTER_BACKSLASH' : 'CSV_INVALID_CLOSING_QUOTE',
        at(closing),
      );
    }
  }
}

/** Returns where the cell starts at which the parser stopped. The parser gives the end of the cell before. */
function cellStart(bytes: Buffer, end: number, delimiter: string): number {
  const between = Buffer.from(delimiter);
  if (bytes.subarray(end, end + between.length).equals(between)) return end + between.length;
  let start = end;
  while (bytes[start] === 0x0a || bytes[start] === 0x0d) start++; // Blank lines.
  return start;
}

/** Returns the first quote in a quoted cell that is not doubled. */
function closingQuote(bytes: Buffer, start: number, quote: number): number {
  let at = bytes.indexOf(quote, start + 1);
  while (bytes[at + 1] === quote) at = bytes.indexOf(quote, at + 2);
  return at;
}
