import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, NumberValue } from '@aws-sdk/lib-dynamodb';

/** The one client that the tables share. */
export function dynamo(client = new DynamoDBClient({ maxAttempts: 6 })): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { unmarshallOptions: { wrapNumbers } });
}

/** Counts and times as they are; other numbers by their digits, since the client rounds some and throws at others. */
function wrapNumbers(digits: string): number | NumberValue {
  return /^-?\d{1,15}$/.test(digits) ? Number(digits) : NumberValue.from(digits);
}
