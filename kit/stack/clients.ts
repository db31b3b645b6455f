import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parseNumber } from '../../src/row/value';
import { connection, uploading } from './connection';

/**
 * Returns SDK clients, whose endpoint and credentials come from the environment alone.
 * @param requestTimeout after how many ms without an answer a call is repeated
 */
export function clients(requestTimeout = connection.requestHandler.requestTimeout) {
  const patience = { requestHandler: { ...connection.requestHandler, requestTimeout } };
  return {
    cloudFormation: new CloudFormationClient(patience),
    // Numbers that a double cannot hold keep their digits.
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(patience), {
      unmarshallOptions: { wrapNumbers: parseNumber },
    }),
    lambda: new LambdaClient(patience),
    logs: new CloudWatchLogsClient(patience),
    s3: new S3Client({ ...uploading, forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined }),
    sqs: new SQSClient({ ...patience, useQueueUrlAsEndpoint: false }),
  };
}

export type Clients = ReturnType<typeof clients>;
