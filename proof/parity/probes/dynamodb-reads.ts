import { GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PAGES } from '../addresses';
import type { Lab } from '../lab/lab';
import { makeTable } from '../lab/tables';
import type { Service } from '../probe';

const WRITES = 20;
const LARGE_ITEMS = 6;
const SMALL_ITEMS = 40;
const SEGMENTS = 4;

async function consistent(lab: Lab): Promise<string> {
  const TableName = await lab.site.table();
  const pk = { S: lab.name() };
  let stale = 0;
  for (let i = 0; i < WRITES; i++) {
    await lab.aws.dynamo.send(new PutItemCommand({ TableName, Item: { pk, turn: { N: String(i) } } }));
    const { Item } = await lab.aws.dynamo.send(
      new GetItemCommand({ TableName, Key: { pk }, ConsistentRead: true }),
    );
    if (Item?.turn?.N !== String(i)) stale++;
  }
  return stale === 0 ? 'sees the last write' : 'may see an older write';
}

async function filled(lab: Lab, count: number, chars: number): Promise<string> {
  const TableName = await makeTable(lab);
  const text = { S: 'x'.repeat(chars) };
  const puts = Array.from({ length: count }, (_, i) =>
    lab.aws.dynamo.send(new PutItemCommand({ TableName, Item: { pk: { S: `item ${i}` }, text } })),
  );
  await Promise.all(puts);
  return TableName;
}

async function pages(lab: Lab): Promise<string> {
  const TableName = await filled(lab, LARGE_ITEMS, 300_000);
  const first = await lab.aws.dynamo.send(new ScanCommand({ TableName, ConsistentRead: true }));
  if (first.LastEvaluatedKey === undefined) return `all ${first.Count} items in one page`;
  // Three items stay below 1 MB, and the fourth crosses it.
  return [3, 4].includes(first.Count ?? 0) ? 'the page ends at 1 MB' : `a page of ${first.Count} items`;
}

async function segments(lab: Lab): Promise<string> {
  const TableName = await filled(lab, SMALL_ITEMS, 1);
  const scan = async (Segment: number) => {
    const { Items = [] } = await lab.aws.dynamo.send(
      new ScanCommand({ TableName, Segment, TotalSegments: SEGMENTS, ConsistentRead: true }),
    );
    return Items.map(({ pk }) => pk?.S);
  };
  const found = await Promise.all(Array.from({ length: SEGMENTS }, (_, i) => scan(i)));
  const all = found.flat();
  if (new Set(all).size !== SMALL_ITEMS) return 'items are missing';
  if (all.length > SMALL_ITEMS) return 'items come more than once';
  const shared = found.filter(({ length }) => length > 0).length > 1;
  return shared ? 'each item once, in several segments' : 'each item once, all in one segment';
}

export const dynamodbReads: Service = {
  name: 'DynamoDB reads',
  probes: [
    {
      name: 'GetItem with `ConsistentRead` after each write',
      aws: 'sees the last write',
      address: PAGES.readConsistency,
      run: consistent,
    },
    {
      name: `Scan of ${LARGE_ITEMS} items of 300 KB`,
      aws: 'the page ends at 1 MB',
      address: PAGES.scan,
      run: pages,
    },
    {
      name: `Scan of ${SMALL_ITEMS} items in ${SEGMENTS} segments`,
      aws: 'each item once, in several segments',
      address: PAGES.scan,
      run: segments,
    },
  ],
};
