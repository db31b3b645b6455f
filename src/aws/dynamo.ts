import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The one client that the tables share. */
export function dynamo(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 6 });
}
