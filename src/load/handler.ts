import type { Context, S3Event, S3EventRecord } from 'aws-lambda';
import { dynamo } from '../aws/dynamo';
import { decodeKey, isCreated } from '../aws/event';
import { Functions } from '../aws/functions';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { DynamoRecords } from '../aws/records';
import { readConfig } from '../config';
import { codeOf, PermanentFailure, RetryableFailure } from '../errors';
import { log } from '../log';
import { load } from './load';

/** The share of an invocation's time that is kept for the receipt, or for handing over to the next invocation. */
const RESERVE = 0.25;

/** On AWS these take six hours, which is as long as an event may wait before the first. */
const HANDOVERS = 100;

/** S3's event, or this function's own: an event that goes on where another invocation had to stop. */
export interface LoadEvent extends S3Event {
  /** How many items of its one record are written. */
  readonly written?: number;
  /** How many invocations have handed it over. */
  readonly handovers?: number;
}

const config = readConfig();
const ports = {
  csv: new S3Bucket(config.csvBucket),
  // A throttled call is tried again until the deadline, which the SDK does not know.
  records: new DynamoRecords(config.recordsTable, config.writers, dynamo(2)),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, dynamo()),
};
const functions = new Functions();

/**
 * S3 to DynamoDB: saves each CSV that the event tells of.
 * @throws when one of them failed, after all were tried: Lambda sends the event again, and at last to the load-failed queue
 */
export async function handler(event: LoadEvent, context: Context): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() * (1 - RESERVE);
  const failures: unknown[] = [];
  // Some emulators send S3's test event, which has no records.
  const records: unknown = event?.Records ?? [];
  for (const record of Array.isArray(records) ? records : [undefined]) {
    await loadOne(record, event, context, deadline).catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} parts were not loaded`);
}

async function loadOne(
  record: S3EventRecord | null | undefined,
  { written = 0, handovers = 0 }: LoadEvent,
  context: Context,
  deadline: number,
): Promise<void> {
  const { key: encoded, eTag: etag }: { key?: unknown; eTag?: unknown } = record?.s3?.object ?? {};
  try {
    if (record && !isCreated(record)) return log.warn('event ignored', { key: encoded });
    // Without it, every object would count as overwritten since, and be passed over.
    if (!record || typeof etag !== 'string') {
      throw new PermanentFailure('EVENT_INVALID', 'the S3 event names no version');
    }
    if (!isCount(written) || !isCount(handovers)) {
      throw new PermanentFailure('EVENT_INVALID', 'the event says no number of items or hand-overs');
    }
    const loaded = await load({ key: decodeKey(encoded), etag, written }, ports, deadline);
    if (loaded.outcome === 'stale') return log.warn('stale event skipped', { key: encoded, etag });
    const { part: of, outcome, ...result } = loaded;
    if ('written' in result) {
      if (handovers >= HANDOVERS) {
        throw new RetryableFailure(
          'TABLE_TOO_SLOW',
          `the part was not written in ${handovers + 1} invocations`,
        );
      }
      const next: LoadEvent = { Records: [record], written: result.written, handovers: handovers + 1 };
      await functions.invoke(context.invokedFunctionArn, next);
    }
    log.info(outcome, {
      job: of.job,
      part: of.part,
      key: of.key,
      ...('counts' in result ? result.counts : result),
    });
  } catch (error) {
    log.error('not loaded', { key: encoded, code: codeOf(error), error: error as Error });
    throw error;
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
