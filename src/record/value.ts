import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** A JSON value. A number that a double cannot hold exactly is a LosslessNumber: its digits as text. */
export type Value = null | boolean | number | string | LosslessNumber | Value[] | { [field: string]: Value };

/** One row of a data file: its fields as they stood in it. */
export type Row = Record<string, Value>;

/** 16 digits in a row (a double keeps 15), or an exponent that may be out of a double's range. */
const NEEDS_CARE = /[\d.]{16}|\d[eE][-+]?\d{3}/;

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
  return NEEDS_CARE.test(text) ? (parse(text, undefined, exact) as Value) : JSON.parse(text);
}

/** The inverse of {@link parseJson}. */
export function toJson(value: Value): string {
  return stringify(value) as string;
}

/** A number as text or, where that is the same number, as a double. The text must be a JSON number. */
export function parseNumber(text: string): number | LosslessNumber {
  // By its own text alone: a number must not become another kind of value because of what stands beside it.
  return NEEDS_CARE.test(text) && !isSafeNumber(text) ? new LosslessNumber(text) : Number(text);
}

/** By assignment, unless it is called `__proto__`: that would become the row's prototype. */
export function setField(row: Row, name: string, value: Value): void {
  if (name !== '__proto__') row[name] = value;
  else Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}

export { LosslessNumber };
