import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { JOB, KEY } from '../../src/row/attributes';
import { keyPrefix } from '../../src/row/key';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';

export type StoredRow = Record<string, unknown> & { readonly [KEY]: string };

export interface RowFilter {
  readonly dataset?: string | undefined;
  readonly job?: string | undefined;
}

/**
 * Returns at most `limit` items of the records table. They have no order: DynamoDB scatters them by the hash of their
 * key.
 * @param mostPages the most pages of 1 MB to read; a filter does not make a scan cheaper
 */
export async function readRows(
  stack: Stack,
  { dynamo }: Clients,
  filter: RowFilter,
  limit = Infinity,
  mostPages = Infinity,
): Promise<StoredRow[]> {
  const conditions = [
    ...(filter.dataset === undefined ? [] : [`begins_with(${KEY}, :dataset)`]),
    ...(filter.job === undefined ? [] : ['#job = :job']),
  ];
  const rows: StoredRow[] = [];
  let read = 0;
  const pages = paginateScan(
    { client: dynamo },
    {
      TableName: stack.recordsTable,
      ConsistentRead: true,
      ...(conditions.length > 0 && {
        FilterExpression: conditions.join(' AND '),
        ExpressionAttributeValues: {
          ...(filter.dataset !== undefined && { ':dataset': keyPrefix(filter.dataset) }),
          ...(filter.job !== undefined && { ':job': filter.job }),
        },
        ...(filter.job !== undefined && { ExpressionAttributeNames: { '#job': JOB } }),
      }),
    },
  );
  for await (const { Items = [] } of pages) {
    for (const item of Items) rows.push(item as StoredRow);
    if (rows.length >= limit || ++read === mostPages) break;
  }
  return rows.slice(0, limit);
}
