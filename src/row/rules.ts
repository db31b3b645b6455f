import { splitNumber } from 'lossless-json';
import { RowRejected } from '../errors';
import { ATTRIBUTE_NAME_BYTES, ITEM_BYTES, NESTING_LEVELS, NUMBER_DIGITS, NUMBER_EXPONENT } from '../limits';
import { JOB, KEY, NUMBER } from './attributes';
import { type IdColumns, partitionKey } from './key';
import { LosslessNumber, type Row, type Value } from './value';

/** Names that no field may have: Sluice's own attributes, and names that change prototypes or that marshallers drop. */
const RESERVED = new Set([KEY, JOB, NUMBER, '__proto__', 'constructor', 'prototype']);
const RESERVED_DEEP = new Set(['__proto__']);

/** Doubles below the first value, and from the second on, are outside DynamoDB's range. */
const LEAST_NUMBER = Number(`1e${NUMBER_EXPONENT.least}`);
const TOO_LARGE = Number(`1e${NUMBER_EXPONENT.most + 1}`);

/** The bytes of Sluice's own attributes: their names, a job id of 16 characters, and a number. */
const OWN_BYTES = KEY.length + (JOB.length + 16) + (NUMBER.length + 21);

/**
 * Returns the partition key of a row that DynamoDB can store unchanged.
 * @throws RowRejected with the reason why DynamoDB cannot store the row
 */
export function admit(dataset: string, id: IdColumns, row: Row, rowNumber: number): string {
  const fields = checkedBytes(row);
  const key = partitionKey(dataset, id, row, rowNumber);
  const bytes = fields + OWN_BYTES + Buffer.byteLength(key);
  if (bytes <= ITEM_BYTES) return key;
  throw new RowRejected('ITEM_TOO_LARGE', { bytes, most: ITEM_BYTES });
}

/**
 * Returns the bytes of a row as attributes of an item, by the rules of
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function checkedBytes(row: Row): number {
  const fields = Object.keys(row);
  // A part of empty rows would be a table without columns, which CSV does not have.
  if (fields.length === 0) throw new RowRejected('ROW_EMPTY');
  let bytes = 0;
  for (const field of fields) {
    bytes += nameBytes(field, RESERVED) + valueBytes(row[field] as Value, 0);
  }
  return bytes;
}

function nameBytes(field: string, reserved: Set<string>): number {
  if (reserved.has(field)) throw new RowRejected('FIELD_RESERVED', { field });
  const bytes = textBytes(field);
  if (bytes === 0) throw new RowRejected('FIELD_UNNAMED');
  if (bytes > ATTRIBUTE_NAME_BYTES) {
    throw new RowRejected('FIELD_NAME_TOO_LONG', { bytes, most: ATTRIBUTE_NAME_BYTES });
  }
  return bytes;
}

function valueBytes(value: Value, level: number): number {
  switch (typeof value) {
    case 'string':
      return textBytes(value);
    case 'number':
      if (Object.is(value, -0)) throw new RowRejected('NUMBER_NEGATIVE_ZERO');
      if (value !== 0 && Math.abs(value) < LEAST_NUMBER) return digitBytes(String(value));
      if (Math.abs(value) >= TOO_LARGE) return digitBytes(String(value));
      return numberBytes(String(value));
    case 'boolean':
      return 1;
  }
  if (value === null) return 1;
  if (value instanceof LosslessNumber) return digitBytes(value.value);
  if (level === NESTING_LEVELS) throw new RowRejected('NESTED_TOO_DEEP', { most: NESTING_LEVELS });
  let bytes = 3;
  if (Array.isArray(value)) {
    for (const element of value) bytes += 1 + valueBytes(element, level + 1);
  } else {
    for (const field of Object.keys(value)) {
      bytes += 1 + nameBytes(field, RESERVED_DEEP) + valueBytes(value[field] as Value, level + 1);
    }
  }
  return bytes;
}

function textBytes(text: string): number {
  if (!text.isWellFormed()) throw new RowRejected('TEXT_NOT_UNICODE');
  return Buffer.byteLength(text);
}

/**
 * Returns the bytes of a JSON number in DynamoDB.
 * @throws RowRejected when DynamoDB cannot hold it
 */
export function digitBytes(number: string): number {
  const { digits, exponent } = splitNumber(number);
  if (digits.length > NUMBER_DIGITS) {
    throw new RowRejected('NUMBER_TOO_LONG', { digits: digits.length, most: NUMBER_DIGITS });
  }
  const { least, most } = NUMBER_EXPONENT;
  if (exponent < least || exponent > most)
    throw new RowRejected('NUMBER_OUT_OF_RANGE', { exponent, least, most });
  return numberBytes(digits);
}

/** Returns the most bytes of a number: one for two digits, counting the sign as a digit, plus two. */
function numberBytes(text: string): number {
  return Math.min(21, 2 + Math.ceil(text.length / 2));
}
