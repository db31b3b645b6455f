import { splitNumber } from 'lossless-json';
import { LosslessNumber, type Value } from '../../src/row/value';

/** Returns a value as text that does not depend on the order of fields or the spelling of numbers. */
export function canonical(value: Value): unknown {
  if (typeof value === 'number' || value instanceof LosslessNumber) {
    const { sign, digits, exponent } = splitNumber(String(value));
    return `${sign}${digits}e${exponent}`;
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(canonical);
  return new Map(Object.entries(value).map(([field, inner]) => [field, canonical(inner)]));
}
