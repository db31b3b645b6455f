import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { LosslessNumber, type Row, type Value } from '../../src/row/value';
import type { Item } from './compare';

/** Returns a row as DynamoDB must hold it. */
export function storedRow(row: Row): Item {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, stored(value)]));
}

function stored(value: Value): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') return { N: String(value) };
  if (value instanceof LosslessNumber) return { N: value.value };
  if (Array.isArray(value)) return { L: value.map(stored) };
  return { M: storedRow(value) as Record<string, AttributeValue> };
}
