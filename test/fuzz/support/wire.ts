import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoTable } from '../../../src/aws/table';
import { asBuffer } from '../../../src/row/utf8';
import { exactly } from './json';

/** An attribute as it is sent to DynamoDB. */
type Attribute =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: Attribute[] }
  | { M: Record<string, Attribute> };
type Item = Record<string, Attribute>;

/** A records table that is as strict as AWS, and keeps what the SDK sends. */
export class WireRecords extends DynamoTable {
  readonly items = new Map<string, Item>();

  constructor() {
    const handle = async ({ body }: { body: Uint8Array }) => {
      const { RequestItems } = JSON.parse(asBuffer(body).toString()) as {
        RequestItems: { t: { PutRequest: { Item: Item } }[] };
      };
      const keys = new Set<string>();
      for (const { PutRequest } of RequestItems.t) {
        const { S: key } = PutRequest.Item.pk as { S: string };
        if (keys.has(key)) throw Object.assign(new Error('two of one key'), { name: 'ValidationException' });
        keys.add(key);
        this.items.set(key, PutRequest.Item);
      }
      return { response: { statusCode: 200, headers: {}, body: Buffer.from('{"UnprocessedItems":{}}') } };
    };
    const client = new DynamoDBClient({
      ...{ region: 'us-east-1', endpoint: 'http://127.0.0.1:1', maxAttempts: 1 },
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      // biome-ignore lint/suspicious/noExplicitAny: the smallest answer that the SDK takes.
      requestHandler: { handle } as any,
    });
    super('t', 1, client);
  }

  /** The rows by their numbers, as in {@link Json.is}. */
  get rows(): Map<number, unknown> {
    return new Map(
      [...this.items.values()].map(({ pk: _pk, _job, _row, ...row }) => [
        Number((_row as { N: string }).N),
        meaning({ M: row }),
      ]),
    );
  }
}

function meaning(attribute: Attribute): unknown {
  if ('S' in attribute) return `"${attribute.S}`;
  if ('N' in attribute) return exactly(attribute.N.replace('e+', 'e')).is;
  if ('BOOL' in attribute) return String(attribute.BOOL);
  if ('NULL' in attribute) return 'null';
  if ('L' in attribute) return attribute.L.map(meaning);
  return new Map(Object.entries(attribute.M).map(([name, inner]) => [name, meaning(inner)]));
}
