import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parseNumber } from '../../src/row/value';
import { connection, uploading } from './connection';

/** Returns SDK clients, whose endpoint and credentials come from the environment alone. */
export function clients() {
  return {
    cloudFormation: new CloudFormationClient(connection),
    // Numbers that a double cannot hold keep their digits.
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(connection), {
      unmarshallOptions: { wrapNumbers: parseNumber },
    }),
    lambda: new LambdaClient(connection),
    logs: new CloudWatchLogsClient(connection),
    s3: new S3Client({ ...uploading, forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined }),
    sqs: new SQSClient({ ...connection, useQueueUrlAsEndpoint: false }),
  };
}

export type Clients = ReturnType<typeof clients>;
