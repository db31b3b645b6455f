import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connection } from './connection';

/** @param maxAttempts how often the SDK makes a failing call, with up to 15 s between attempts */
export function dynamo(maxAttempts = 6): DynamoDBClient {
  return new DynamoDBClient({ ...connection, maxAttempts });
}
