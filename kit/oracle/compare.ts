import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item in DynamoDB's own form. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Returns the first difference between two items, in words; nothing when they are equal. */
export function difference(expected: Item, stored: Item): string | undefined {
  const names = new Set([...Object.keys(expected), ...Object.keys(stored)]);
  for (const name of names) {
    if (isDeepStrictEqual(canonical(expected[name]), canonical(stored[name]))) continue;
    return `field ${short(name)} is ${short(stored[name])}, not ${short(expected[name])}`;
  }
  return undefined;
}

/** Returns the same for equal values: numbers are compared by their digits, however they are spelt. */
function canonical(value: AttributeValue | undefined): unknown {
  if (value?.N !== undefined) return { N: canonicalNumber(value.N) };
  if (value?.L) return { L: value.L.map(canonical) };
  if (!value?.M) return value;
  return { M: new Map(Object.entries(value.M).map(([name, field]) => [name, canonical(field)])) };
}

/** Returns `-1.50e2` as `-15e1`, and returns other text unchanged. */
export function canonicalNumber(text: string): string {
  const match = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', part = '', power = '0'] = match;
  const digits = `${whole}${part}`.replace(/^0+/, '');
  if (digits === '') return '0';
  const kept = digits.replace(/0+$/, '');
  return `${sign.replace('+', '')}${kept}e${Number(power) - part.length + digits.length - kept.length}`;
}

/** Returns a value for people, at most one line long. */
export function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
