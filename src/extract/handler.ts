import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dynamo } from '../aws/dynamo';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { JobsQueue } from '../aws/queue';
import { readConfig } from '../config';
import { codeOf, PermanentFailure, RetryableFailure } from '../errors';
import type { JobRequest } from '../ledger/job';
import { log } from '../log';
import { extract, type Hold, memoryFor } from './extract';
import { ORIGINAL_ID, readRecords } from './job';

const config = readConfig();
const ports = {
  input: new S3Bucket(config.inputBucket),
  csv: new S3Bucket(config.csvBucket),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, dynamo()),
};
const limits = { ...config, memory: memoryFor(config.part) };
const queue = new JobsQueue(config.jobsQueueUrl);

/** The share of an invocation's time after which a job is given up; the rest is for its parts to appear, or to be forgotten. */
const WORKING = 0.9;

/** A message comes back so long after the claim on its job has ended: clocks differ. */
const MARGIN_MS = 2000;

/** SQS to S3: works off the jobs of a batch side by side and returns the ids of the messages that failed. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const left = context.getRemainingTimeInMillis();
  const hold = { until: Date.now() + left, deadline: Date.now() + left * WORKING };
  const processor = new BatchProcessor(EventType.SQS);
  return processPartialResponse(event, (record: SQSRecord) => work(record, context, hold), processor, {
    throwOnFullBatchFailure: false,
  });
}

async function work(record: SQSRecord, context: Context, hold: Omit<Hold, 'owner'>): Promise<void> {
  // Should this invocation be killed, the message comes back as soon as it must have ended.
  await returnAt(record, hold.until + MARGIN_MS);
  const { body, messageId, messageAttributes } = record;
  const originalId = messageAttributes?.[ORIGINAL_ID]?.stringValue;
  const requests = readRecords(body, messageId, config.inputBucket, originalId);
  if (requests.length === 0) log.info('no job in the message', { messageId });
  const failures: unknown[] = [];
  for (const request of requests) {
    await workOn(request, record, context, hold).catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 0) return;
  // One that may work next time decides when the message is tried again. Jobs that are done are then done at once.
  const failure = failures.find((error) => !(error instanceof PermanentFailure)) ?? failures[0];
  await returnAt(record, retryAt(record, failure));
  throw failure;
}

async function workOn(
  request: JobRequest | PermanentFailure,
  { messageId }: SQSRecord,
  context: Context,
  hold: Omit<Hold, 'owner'>,
): Promise<void> {
  try {
    if (request instanceof PermanentFailure) throw request;
    const owner = `${context.awsRequestId}/${messageId}`;
    const { job, ...result } = await extract(request, ports, limits, { owner, ...hold });
    const { outcome, ...counts } = result;
    log.info(outcome, { job: job.job, key: job.key, dataset: job.dataset, ...counts });
  } catch (error) {
    log.error('not extracted', { messageId, code: codeOf(error), error: error as Error });
    throw error;
  }
}

/**
 * When a failed message is tried again: at once if no retry can help, since it only has to use up its receives; when the
 * claim ends if another invocation works on its job; else after a delay that doubles.
 */
function retryAt(record: SQSRecord, error: unknown): number {
  if (error instanceof PermanentFailure) return Date.now();
  if (error instanceof RetryableFailure && error.retryAt !== undefined) return error.retryAt + MARGIN_MS;
  const receives = Number(record.attributes.ApproximateReceiveCount);
  return Date.now() + config.retrySeconds * 2 ** (receives - 1) * 1000;
}

/** Otherwise it would wait for the queue's visibility timeout, which is 6 × the function's. */
async function returnAt(record: SQSRecord, time: number): Promise<void> {
  try {
    await queue.returnAfter(record.receiptHandle, Math.max(0, time - Date.now()) / 1000);
  } catch (cause) {
    log.warn('the message comes back after its visibility timeout', { cause: cause as Error });
  }
}
