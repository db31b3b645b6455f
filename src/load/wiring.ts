import { dynamo } from '../aws/dynamo';
import { LambdaInvoker } from '../aws/functions';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { DynamoTable } from '../aws/table';
import { readConfig } from '../config';
import own from '../pipeline';

const config = readConfig();

/** The adapters of load, made once per cold start. */
export const ports = {
  csv: new S3Bucket(config.csvBucket),
  // The table itself repeats throttled calls until the deadline, which the SDK does not know.
  records: new DynamoTable(config.recordsTable, config.writers, dynamo(2)),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, dynamo()),
};
export const pipeline = { ...own, version: config.pipelineVersion ?? own.version };
export const functions = new LambdaInvoker();
