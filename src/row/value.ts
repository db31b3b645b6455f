import { LosslessNumber as Digits, isNumber, isSafeNumber, parse, stringify } from 'lossless-json';

/**
 * A number that a double cannot hold, kept as its digits. In user code it compares and calculates as the nearest
 * double.
 */
export class LosslessNumber extends Digits {
  override valueOf(): number {
    return Number(this.value);
  }

  toFixed(digits?: number): string {
    return this.valueOf().toFixed(digits);
  }

  toJSON(): number {
    return this.valueOf();
  }
}

/** A JSON value. A LosslessNumber is a number that a double cannot hold exactly: its digits as text. */
export type Value = null | boolean | number | string | LosslessNumber | Value[] | { [field: string]: Value };

/** One row of a data file, with its fields unchanged. */
export type Row = Record<string, Value>;

/** Matches 16 consecutive digits (a double keeps 15), or an exponent that may be out of a double's range. */
const NEEDS_CARE = /[\d.]{16}|\d[eE][-+]?\d{3}/;

/** Matches all numbers of a JSON text, and what looks like a number in its strings. */
const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

const exact = {
  parseNumber,
  // Agrees with JSON.parse, as it must.
  onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue,
};

/**
 * Parses JSON without losing a digit: natively, unless a number in it needs care.
 * @throws SyntaxError
 */
export function parseJson(text: string): Value {
  return NEEDS_CARE.test(text) && !text.match(NUMBERS)?.every(fitsDouble)
    ? (parse(text, undefined, exact) as Value)
    : JSON.parse(text);
}

/**
 * Whether a double holds a JSON number exactly. Depends on the number's text alone, so that a number's type never
 * depends on its neighbours.
 */
function fitsDouble(number: string): boolean {
  return !NEEDS_CARE.test(number) || isSafeNumber(number);
}

/** Returns a value as JSON: the inverse of {@link parseJson}. */
export function toJson(value: Value): string {
  return stringify(value) as string;
}

/** Whether a text is a JSON number. */
export const isJsonNumber: (text: string) => boolean = isNumber;

/** Returns a number as its digits or, when equal, as a double. The text must be a JSON number. */
export function parseNumber(text: string): number | LosslessNumber {
  return fitsDouble(text) ? Number(text) : new LosslessNumber(text);
}

/** Sets a field by assignment, except `__proto__`, which would become the row's prototype. */
export function setField(row: Row, name: string, value: Value): void {
  if (name !== '__proto__') row[name] = value;
  else Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}
