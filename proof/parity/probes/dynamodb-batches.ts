import { type AttributeValue, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { PAGES } from '../addresses';
import type { Lab } from '../lab/lab';
import { refusalOf, type Service } from '../probe';

const REFUSED = 'ValidationException';

type Item = Record<string, AttributeValue>;

async function write(lab: Lab, items: Item[]): Promise<string> {
  const requests = items.map((Item) => ({ PutRequest: { Item } }));
  const RequestItems = { [await lab.site.table()]: requests };
  return refusalOf(lab.aws.dynamo.send(new BatchWriteItemCommand({ RequestItems })));
}

function items(lab: Lab, count: number, more: Item = {}): Item[] {
  const run = lab.name();
  return Array.from({ length: count }, (_, i) => ({ pk: { S: `${run}#${i}` }, ...more }));
}

/** 150,000 bytes as DynamoDB counts them, and six times as many in the request, which spells each as `\u0001`. */
const WIDE_ON_THE_WIRE = { text: { S: '\u0001'.repeat(150_000) } };

export const dynamodbBatches: Service = {
  name: 'DynamoDB BatchWriteItem',
  probes: [
    {
      name: '25 items',
      aws: 'accepted',
      address: PAGES.batchWrite,
      run: (lab) => write(lab, items(lab, 25)),
    },
    {
      name: '26 items',
      aws: REFUSED,
      address: PAGES.batchWrite,
      run: (lab) => write(lab, items(lab, 26)),
    },
    {
      name: 'two items with one key',
      aws: REFUSED,
      address: PAGES.batchWrite,
      run: (lab) => {
        const [item = {}] = items(lab, 1);
        return write(lab, [item, { ...item, other: { BOOL: true } }]);
      },
    },
    {
      name: 'an item over 400 KB',
      aws: REFUSED,
      address: PAGES.batchWrite,
      run: (lab) => write(lab, items(lab, 1, { text: { S: 'x'.repeat(400 * 1024) } })),
    },
    {
      name: 'a request over 16 MB with 25 small items',
      aws: 'refused',
      address: PAGES.batchWrite,
      run: async (lab) => {
        const answer = await write(lab, items(lab, 25, WIDE_ON_THE_WIRE));
        return answer === 'accepted' ? answer : 'refused';
      },
    },
    {
      name: 'an item with an empty key',
      aws: REFUSED,
      address: PAGES.putItem,
      run: (lab) => write(lab, [{ pk: { S: '' } }]),
    },
    {
      name: 'an item without its key',
      aws: REFUSED,
      address: PAGES.batchWrite,
      run: (lab) => write(lab, [{ other: { S: 'x' } }]),
    },
  ],
};
