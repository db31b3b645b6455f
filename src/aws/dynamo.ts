import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connection } from './connection';

/** @param maxAttempts how often the SDK itself makes a call that fails, with up to 15 s between them */
export function dynamo(maxAttempts = 6): DynamoDBClient {
  return new DynamoDBClient({ ...connection, maxAttempts });
}
