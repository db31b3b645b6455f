import type { Context, S3Event, S3EventRecord } from 'aws-lambda';
import { dynamo } from '../aws/dynamo';
import { decodeKey } from '../aws/event';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { DynamoRecords } from '../aws/records';
import { readConfig } from '../config';
import { codeOf } from '../errors';
import { log } from '../log';
import { load } from './load';

/** Time left for the receipt and the answer, in ms. */
const GRACE = 2000;

const config = readConfig();
const client = dynamo();
const ports = {
  csv: new S3Bucket(config.csvBucket),
  records: new DynamoRecords(config.recordsTable, config.writers, client),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, client),
};

/**
 * S3 to DynamoDB: saves each CSV that the event tells of.
 * @throws when one of them failed, after all were tried: Lambda sends the event again, and at last to the load-failed queue
 */
export async function handler(event: S3Event, context: Context): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - GRACE;
  const failures: unknown[] = [];
  // Some emulators send S3's test event, which has no records.
  for (const record of event.Records ?? []) {
    await loadOne(record, deadline).catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} parts were not loaded`);
}

async function loadOne(record: S3EventRecord, deadline: number): Promise<void> {
  const { key: encoded, eTag: etag } = record.s3.object;
  try {
    const loaded = await load({ key: decodeKey(encoded), etag }, ports, deadline);
    if (loaded.outcome === 'stale') return log.warn('stale event skipped', { key: encoded, etag });
    const { job, part, key } = loaded.part;
    log.info(loaded.outcome, { job, part, key, ...('counts' in loaded && loaded.counts) });
  } catch (error) {
    log.error('not loaded', { key: encoded, code: codeOf(error), error: error as Error });
    throw error;
  }
}
