import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clients } from '../../kit/stack/clients';

type Input = { ExpressionAttributeValues?: Record<string, string> };

/** A ledger with these items, and a record of the operations it received. */
export function ledgerOf(items: { pk: string }[]) {
  const asked: string[] = [];
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  dynamo.send = (async ({
    constructor: { name },
    input,
  }: {
    constructor: object & { name: string };
    input: Input;
  }) => {
    asked.push(name);
    const job = input.ExpressionAttributeValues?.[':job'];
    return { Items: items.filter(({ pk }) => job === undefined || pk === job) };
  }) as unknown as typeof dynamo.send;
  const sqs = { send: async () => ({}) };
  return { asked, aws: { dynamo, sqs } as unknown as Clients };
}
