import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { parseNumber } from '../../src/record/value';

/** SDK clients, configured by the environment alone. */
export function clients() {
  return {
    cloudFormation: new CloudFormationClient(),
    // Numbers that a double cannot hold come through as their digits.
    dynamo: DynamoDBDocumentClient.from(new DynamoDBClient(), {
      unmarshallOptions: { wrapNumbers: parseNumber },
    }),
    lambda: new LambdaClient(),
    logs: new CloudWatchLogsClient(),
    s3: new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined }),
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
  };
}

export type Clients = ReturnType<typeof clients>;
