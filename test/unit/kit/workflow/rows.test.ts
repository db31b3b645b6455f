import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, type ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';
import { readRows } from '../../../../kit/workflow/rows';
import { partitionKey } from '../../../../src/row/key';

test.each(['movies', 'a#b', '100%', 'a%23b'])(
  'the rows of dataset %s are queried by the prefix of their keys',
  async (dataset) => {
    const asked: ScanCommandInput[] = [];
    const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
    dynamo.send = (async (command: ScanCommand) => {
      asked.push(command.input);
      return { Items: [] };
    }) as typeof dynamo.send;
    await readRows({ recordsTable: 'records' } as Stack, { dynamo } as Clients, { dataset });
    const prefix = asked[0]?.ExpressionAttributeValues?.[':dataset'];
    expect(partitionKey(dataset, ['id'], { id: 7 }, 1)).toBe(`${prefix}7`);
  },
);
