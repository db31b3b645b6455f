import { RowRejected } from '../errors';
import type { Sized } from '../row/read';
import { itemRow } from './dynamodb-item';
import type { Format } from './format';
import { JsonDocument } from './json';
import { rowsOf } from './json-row';
import { OPEN_LIST, trimmed } from './json-text';
import { Lines } from './ndjson';

/** Items with DynamoDB's types: one per line, as an export has them, or in an array, as a scan prints them. */
export const dynamodb: Format = {
  extensions: [],
  takes: ['path', 'encoding'],
  rows: 'items with the types of DynamoDB: the lines of an export, or with `path=/Items` the output of `aws dynamodb scan`. Sets become lists; an item with a binary value is rejected',
  async *read(input) {
    const { path } = input.reading;
    const readerOf = (start: Buffer) =>
      path !== undefined || trimmed(start).charCodeAt(0) === OPEN_LIST
        ? new JsonDocument(path)
        : new Lines(start);
    for await (const rows of rowsOf(input, readerOf)) yield rows.map(plain);
  },
};

function plain({ row, rejection, ...place }: Sized): Sized {
  if (rejection) return { ...place, rejection };
  try {
    return { ...place, row: itemRow(row) };
  } catch (error) {
    if (!(error instanceof RowRejected)) throw error;
    return { ...place, rejection: error };
  }
}
