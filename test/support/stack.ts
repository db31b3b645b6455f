import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

// Temporary, for trial: creates what serverless.yml would.
export async function testStack() {
  const endpoint = process.env.AWS_ENDPOINT_URL as string;
  const ignore = () => {};
  const s3 = new S3Client({ forcePathStyle: true });
  const dynamo = new DynamoDBClient();
  for (const Bucket of ['trial-input', 'trial-csv']) await s3.send(new CreateBucketCommand({ Bucket })).catch(ignore);
  const pk = { AttributeName: 'pk', AttributeType: 'S' } as const;
  const sk = { AttributeName: 'sk', AttributeType: 'S' } as const;
  await dynamo
    .send(
      new CreateTableCommand({
        TableName: 'trial-records',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [pk],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    )
    .catch(ignore);
  await dynamo
    .send(
      new CreateTableCommand({
        TableName: 'trial-ledger',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [pk, sk],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    )
    .catch(ignore);
  return {
    endpoint,
    inputBucket: 'trial-input',
    csvBucket: 'trial-csv',
    recordsTable: 'trial-records',
    ledgerTable: 'trial-ledger',
    jobsQueueUrl: '',
  };
}
