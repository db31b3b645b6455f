import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connection } from './connection';

/** The one client that the tables share. */
export function dynamo(): DynamoDBClient {
  return new DynamoDBClient({ ...connection, maxAttempts: 6 });
}
