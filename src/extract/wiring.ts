import { dynamo } from '../aws/dynamo';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { SqsJobsQueue } from '../aws/queue';
import { readConfig } from '../config';

/** What extract works with on AWS, made once per cold start. */
export const config = readConfig();
export const ports = {
  input: new S3Bucket(config.inputBucket),
  csv: new S3Bucket(config.csvBucket),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, dynamo()),
};
export const queue = new SqsJobsQueue(config.jobsQueueUrl);
