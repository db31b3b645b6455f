import { PermanentFailure, RowRejected } from '../errors';
import { NESTING_LEVELS } from '../limits';
import type { Sized } from '../row/read';
import { isJsonNumber, parseNumber, type Row, setField, type Value } from '../row/value';
import { isRow } from './json-row';

/** The name of each type, and what JSON has in its place. Sets become lists. */
const TYPES: Readonly<Record<string, (value: Value, level: number) => Value | undefined>> = {
  S: text,
  N: number,
  BOOL: (value) => (typeof value === 'boolean' ? value : undefined),
  NULL: (value) => (value === true ? null : undefined),
  M: (value, level) => (isRow(value) ? fields(value, level) : undefined),
  L: (value, level) => list(value, (element) => attribute(element, level + 1)),
  SS: (value) => list(value, text),
  NS: (value) => list(value, number),
};
const BINARY = ['B', 'BS'];

/**
 * Returns an item as a row without types. In an export, the item is the field `Item` of a line.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 * @throws RowRejected when a value is binary, or has no type of DynamoDB
 * @throws PermanentFailure `DYNAMODB_CHANGES`
 */
export function itemRow(line: Row): Row {
  refuseChange(line);
  const row = fields(isExported(line) ? (line.Item as Row) : line, 0);
  if (!row) throw new RowRejected('ITEM_INVALID');
  return row;
}

/**
 * Yields rows unchanged.
 * @throws PermanentFailure `DYNAMODB_JSON` or `DYNAMODB_CHANGES` when the first is an item with types, which would be stored
 *   as nested maps
 */
export async function* withoutItems(batches: AsyncIterable<Sized[]>): AsyncGenerator<Sized[]> {
  let first = true;
  for await (const rows of batches) {
    const row = first && rows.find((read) => read.row)?.row;
    if (row) {
      refuseChange(row);
      if (isItem(row) || isExported(row)) throw new PermanentFailure('DYNAMODB_JSON');
      first = false;
    }
    yield rows;
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html */
function refuseChange(line: Row): void {
  if (isItem(line.Keys) && isItem(line.Metadata)) throw new PermanentFailure('DYNAMODB_CHANGES');
}

function isExported(line: Row): boolean {
  return Object.keys(line).length === 1 && isItem(line.Item);
}

function isItem(value: Value | undefined): boolean {
  return isRow(value) && Object.keys(value).length > 0 && Object.values(value).every(isAttribute);
}

function isAttribute(value: Value): boolean {
  const [type = '', ...more] = isRow(value) ? Object.keys(value) : [];
  return more.length === 0 && (Object.hasOwn(TYPES, type) || BINARY.includes(type));
}

function fields(item: Row, level: number): Row | undefined {
  const row: Row = {};
  for (const name of Object.keys(item)) {
    const value = attribute(item[name] as Value, level + 1);
    if (value === undefined) return undefined;
    setField(row, name, value);
  }
  return row;
}

function attribute(value: Value, level: number): Value | undefined {
  if (level > NESTING_LEVELS + 1) throw new RowRejected('NESTED_TOO_DEEP', { most: NESTING_LEVELS });
  if (!isRow(value) || !isAttribute(value)) return undefined;
  const type = Object.keys(value)[0] as string;
  if (BINARY.includes(type)) throw new RowRejected('ITEM_BINARY');
  return TYPES[type]?.(value[type] as Value, level);
}

function text(value: Value): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: Value): Value | undefined {
  return typeof value === 'string' && isJsonNumber(value) ? parseNumber(value) : undefined;
}

function list(value: Value, each: (element: Value) => Value | undefined): Value[] | undefined {
  const values = Array.isArray(value) ? value.map(each) : [undefined];
  return values.includes(undefined) ? undefined : (values as Value[]);
}
