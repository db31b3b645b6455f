import { RowRejected } from '../errors';
import { NESTING_LEVELS } from '../limits';
import type { Sized } from '../row/read';
import { parseJson, type Row, type Value } from '../row/value';

/**
 * Parses one JSON value as a row.
 * @throws SyntaxError when the text is not JSON
 */
export function readRow(number: number, raw: string): Sized {
  let value: Value;
  try {
    value = parseJson(raw);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // The stack overflowed.
    return rejected(number, raw, new RowRejected('NESTED_TOO_DEEP', { most: NESTING_LEVELS }));
  }
  if (isRow(value)) return { number, chars: raw.length, raw: () => raw, row: value };
  return rejected(number, raw, new RowRejected('ROW_NOT_OBJECT'));
}

export function rejected(number: number, raw: string, rejection: RowRejected): Sized {
  return { number, chars: raw.length, raw: () => raw, rejection };
}

/**
 * Returns the text without surrounding whitespace. Trims only JSON's four kinds: `trim` accepts more, and would let bad
 * JSON pass.
 */
export function trimmed(bytes: Buffer): string {
  let start = 0;
  let end = bytes.length;
  while (start < end && isSpace(bytes[start] as number)) start++;
  while (end > start && isSpace(bytes[end - 1] as number)) end--;
  return bytes.toString('utf8', start, end);
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isRow(value: Value): value is Row {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
