import { splitNumber } from 'lossless-json';
import { RowRejected } from '../errors';
import { PARTITION_KEY_BYTES } from '../limits';
import { LosslessNumber, type Row, type Value } from './value';

/** The columns that make a row's id; empty when the row number is the id. */
export type IdColumns = readonly string[];

/** Returns the id columns when a message names none: the first row's own field `id`, if it has one. */
export function idColumnsOf(first: Row): IdColumns {
  return Object.hasOwn(first, 'id') ? ['id'] : [];
}

/** Returns the prefix that all partition keys of this dataset have, and those of no other dataset. */
export function keyPrefix(dataset: string): string {
  return `${plain(dataset)}#`;
}

/**
 * Returns the partition key `<dataset>#<id>`, the same for the same row in every attempt. `#` and `%` within a dataset or
 * an id are percent-encoded, so that different ids always give different keys.
 * @throws RowRejected when an id is missing, empty or not a scalar, or the key takes more than 2,048 bytes
 */
export function partitionKey(dataset: string, id: IdColumns, row: Row, rowNumber: number): string {
  const ids = id.length === 0 ? [String(rowNumber)] : id.map((column) => plain(idText(row, column)));
  const key = keyPrefix(dataset) + ids.join('#');
  const bytes = Buffer.byteLength(key);
  if (bytes > PARTITION_KEY_BYTES)
    throw new RowRejected('KEY_TOO_LONG', { bytes, most: PARTITION_KEY_BYTES });
  return key;
}

/** Matches the texts that are spelt like the id of a number, and like that of a boolean. */
const LIKE_NUMBER = /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/;
const LIKE_BOOLEAN = /^(true|false)$/;

/** Returns the type that spells the same ids as a value; undefined when only texts are spelt so. */
export function idKind(value: Value): 'number' | 'boolean' | undefined {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'string') return 'number';
  if (LIKE_NUMBER.test(value)) return 'number';
  return LIKE_BOOLEAN.test(value) ? 'boolean' : undefined;
}

function idText(row: Row, column: string): string {
  const value: Value | undefined = Object.hasOwn(row, column) ? row[column] : undefined;
  if (value === undefined || value === null) throw new RowRejected('KEY_MISSING', { column });
  if (value === '') throw new RowRejected('KEY_EMPTY', { column });
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return digitsOf(String(value));
  if (value instanceof LosslessNumber) return digitsOf(value.value);
  if (typeof value !== 'object') return String(value);
  throw new RowRejected('KEY_NOT_SCALAR', { column });
}

/** Returns a number without an exponent: the same text for the same number, however it is spelt. */
function digitsOf(number: string): string {
  const { sign, digits, exponent } = splitNumber(number);
  const padded = exponent < 0 ? '0'.repeat(-exponent) + digits : digits.padEnd(exponent + 1, '0');
  const point = Math.max(exponent, 0) + 1;
  return sign + padded.slice(0, point) + padded.slice(point).replace(/^./, '.$&');
}

function plain(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('#', '%23');
}
