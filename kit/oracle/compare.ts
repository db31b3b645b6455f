import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as DynamoDB says it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The first field in which two items differ, in words; nothing when they are the same. */
export function difference(expected: Item, stored: Item): string | undefined {
  const names = new Set([...Object.keys(expected), ...Object.keys(stored)]);
  for (const name of names) {
    if (isDeepStrictEqual(canonical(expected[name]), canonical(stored[name]))) continue;
    return `field ${short(name)} is ${short(stored[name])}, not ${short(expected[name])}`;
  }
  return undefined;
}

/** The same for the same value: numbers by their digits, however they are spelt. */
function canonical(value: AttributeValue | undefined): unknown {
  if (value?.N !== undefined) return { N: canonicalNumber(value.N) };
  if (value?.L) return { L: value.L.map(canonical) };
  if (!value?.M) return value;
  return { M: new Map(Object.entries(value.M).map(([name, field]) => [name, canonical(field)])) };
}

/** `-1.50e2` as `-15e1`; what is no number as it is. */
export function canonicalNumber(text: string): string {
  const match = /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', part = '', power = '0'] = match;
  const digits = `${whole}${part}`.replace(/^0+/, '');
  if (digits === '') return '0';
  const kept = digits.replace(/0+$/, '');
  return `${sign.replace('+', '')}${kept}e${Number(power) - part.length + digits.length - kept.length}`;
}

/** A value for people, not longer than a line. */
export function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
