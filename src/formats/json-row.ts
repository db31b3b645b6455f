import { RowRejected } from '../errors';
import { NESTING_LEVELS } from '../limits';
import type { Sized } from '../row/read';
import { parseJson, type Row, type Value } from '../row/value';
import type { Input } from './format';
import { text } from './text';

/** Finds the rows in chunks of text. */
export interface Reader {
  push(chunk: Buffer): Sized[];
  /** Returns the rows that only the end of the text completes. @throws PermanentFailure when more must follow */
  end(): Sized[];
}

/** Yields the rows of an input. @param readerOf returns the reader for a text by its first chunk */
export async function* rowsOf(input: Input, readerOf: (start: Buffer) => Reader): AsyncGenerator<Sized[]> {
  let reader: Reader | undefined;
  for await (const chunk of text(input)) {
    if (chunk.length === 0) continue;
    reader ??= readerOf(chunk);
    const rows = reader.push(chunk);
    if (rows.length > 0) yield rows;
  }
  const last = reader?.end() ?? [];
  if (last.length > 0) yield last;
}

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

/** Whether a value of {@link parseJson} is an object. */
export function isRow(value: Value | undefined): value is Row {
  return (
    value !== undefined &&
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
