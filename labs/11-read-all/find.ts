import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

/** What a caller asks for. */
export interface Asked {
  readonly dataset: string;
  readonly station: string;
  readonly day: string;
}

/** Returns the reading of a station on a day; undefined when the table does not have it. */
export async function find(
  dynamo: DynamoDBDocumentClient,
  table: string,
  { dataset, station, day }: Asked,
): Promise<Record<string, unknown> | undefined> {
  const { Items = [] } = await dynamo.send(
    new ScanCommand({
      TableName: table,
      FilterExpression: 'begins_with(pk, :dataset) AND station = :station AND #day = :day',
      ExpressionAttributeNames: { '#day': 'day' },
      ExpressionAttributeValues: { ':dataset': `${dataset}#`, ':station': station, ':day': day },
    }),
  );
  return Items[0];
}
