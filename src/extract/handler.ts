import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dynamo } from '../aws/dynamo';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { JobsQueue, pausedOf } from '../aws/queue';
import { readConfig } from '../config';
import { codeOf, PermanentFailure } from '../errors';
import type { JobRequest } from '../ledger/job';
import { log } from '../log';
import { extract, type Hold, memoryFor } from './extract';
import { readRecords } from './job';

const config = readConfig();
const ports = {
  input: new S3Bucket(config.inputBucket),
  csv: new S3Bucket(config.csvBucket),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, dynamo()),
};
/** The share of an invocation's time that is kept for a checkpoint, or for the release of all parts. */
const RESERVE = 0.25;

const limits = { ...config, memory: memoryFor(config.part) };
const queue = new JobsQueue(config.jobsQueueUrl);

/** SQS to S3: works off the jobs of a batch side by side and returns the ids of the messages that failed. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const left = context.getRemainingTimeInMillis();
  const times = {
    until: Date.now() + left,
    timeIsShort: () => context.getRemainingTimeInMillis() < left * RESERVE,
  };
  const processor = new BatchProcessor(EventType.SQS);
  return processPartialResponse(event, (record: SQSRecord) => work(record, context, times), processor, {
    throwOnFullBatchFailure: false,
  });
}

async function work(record: SQSRecord, context: Context, times: Omit<Hold, 'owner'>): Promise<void> {
  const requests = readRecords(record.body, record.messageId, config.inputBucket);
  if (requests.length === 0) log.info('no job in the message', { messageId: record.messageId });
  const failures: unknown[] = [];
  for (const request of requests) {
    await workOn(request, record, context, times).catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 0) return;
  // One that may work next time decides when the message is tried again. Jobs that are done are then done at once.
  const failure = failures.find((error) => !(error instanceof PermanentFailure)) ?? failures[0];
  await comeBack(record, failure);
  throw failure;
}

async function workOn(
  read: JobRequest | PermanentFailure,
  record: SQSRecord,
  context: Context,
  times: Omit<Hold, 'owner'>,
): Promise<void> {
  try {
    if (read instanceof PermanentFailure) throw read;
    const paused = pausedOf(record);
    const request = paused ? { ...read, paused } : read;
    const owner = `${context.awsRequestId}/${record.messageId}`;
    const { job, ...result } = await extract(request, ports, limits, { owner, ...times });
    if (result.outcome === 'paused') await queue.goOn(job);
    const { outcome, ...counts } = result;
    log.info(outcome, { job: job.job, key: job.key, dataset: job.dataset, ...counts });
  } catch (error) {
    const code = codeOf(error);
    log.error('not extracted', { messageId: record.messageId, code, error: error as Error });
    throw error;
  }
}

/**
 * When a failed message is tried again: at once if no retry can help, since it only has to use up its receives; else
 * after a delay that doubles. Otherwise it would wait for the queue's visibility timeout, which is 6 × the function's.
 */
async function comeBack(record: SQSRecord, error: unknown): Promise<void> {
  const receives = Number(record.attributes.ApproximateReceiveCount);
  const seconds = error instanceof PermanentFailure ? 0 : config.retrySeconds * 2 ** (receives - 1);
  try {
    await queue.returnAfter(record.receiptHandle, seconds);
  } catch (cause) {
    log.warn('the message comes back after its visibility timeout', { cause: cause as Error });
  }
}
