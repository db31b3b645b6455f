import { dynamo } from '../aws/dynamo';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { SqsJobsQueue } from '../aws/queue';
import { readConfig } from '../config';
import own from '../pipeline';

/** The adapters of extract, made once per cold start. */
export const config = readConfig();
export const pipeline = { ...own, version: config.pipelineVersion ?? own.version };
export const ports = {
  input: new S3Bucket(config.inputBucket),
  csv: new S3Bucket(config.csvBucket),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, dynamo()),
};
export const queue = new SqsJobsQueue(config.jobsQueueUrl);
