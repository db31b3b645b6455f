import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** A JSON value. A number that a double cannot hold exactly is a LosslessNumber: its digits as text. */
export type Value = null | boolean | number | string | LosslessNumber | Value[] | { [field: string]: Value };

/** One row of a data file: its fields as they are in it. */
export type Row = Record<string, Value>;

/** 16 digits in a row (a double keeps 15), or an exponent that may be out of a double's range. */
const NEEDS_CARE = /[\d.]{16}|\d[eE][-+]?\d{3}/;

/** All numbers of a JSON text, and what looks like one in its strings. */
const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

const exact = {
  parseNumber,
  // As JSON.parse does; the two must agree.
  onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue,
};

/**
 * Parses JSON without losing a digit: at the engine's own speed unless a number in it needs care.
 * @throws SyntaxError
 */
export function parseJson(text: string): Value {
  return NEEDS_CARE.test(text) && !text.match(NUMBERS)?.every(fitsDouble)
    ? (parse(text, undefined, exact) as Value)
    : JSON.parse(text);
}

/** Whether a double holds a JSON number exactly. By its text alone: what is beside it must not change its kind. */
function fitsDouble(number: string): boolean {
  return !NEEDS_CARE.test(number) || isSafeNumber(number);
}

/** The inverse of {@link parseJson}. */
export function toJson(value: Value): string {
  return stringify(value) as string;
}

/** A number as text or, where that is the same number, as a double. The text must be a JSON number. */
export function parseNumber(text: string): number | LosslessNumber {
  return fitsDouble(text) ? Number(text) : new LosslessNumber(text);
}

/** By assignment, unless it is called `__proto__`: that would become the row's prototype. */
export function setField(row: Row, name: string, value: Value): void {
  if (name !== '__proto__') row[name] = value;
  else Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}

export { LosslessNumber };
