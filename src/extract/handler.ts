import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { dynamo } from '../aws/dynamo';
import { DynamoLedger } from '../aws/ledger';
import { S3Bucket } from '../aws/objects';
import { JobsQueue } from '../aws/queue';
import { readConfig } from '../config';
import { codeOf, PermanentFailure } from '../errors';
import { log } from '../log';
import { extract, memoryFor } from './extract';
import { ORIGINAL_ID, readMessage } from './job';

const config = readConfig();
const ports = {
  input: new S3Bucket(config.inputBucket),
  csv: new S3Bucket(config.csvBucket),
  ledger: new DynamoLedger(config.ledgerTable, config.receiptDays, dynamo()),
};
const limits = { ...config, memory: memoryFor(config.part) };
const queue = new JobsQueue(config.jobsQueueUrl);

/** SQS to S3: works off the jobs of a batch side by side and returns the ids of the messages that failed. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const until = Date.now() + context.getRemainingTimeInMillis();
  const processor = new BatchProcessor(EventType.SQS);
  return processPartialResponse(event, (record: SQSRecord) => work(record, context, until), processor, {
    throwOnFullBatchFailure: false,
  });
}

async function work(record: SQSRecord, context: Context, until: number): Promise<void> {
  try {
    const { body, messageId, messageAttributes } = record;
    const originalId = messageAttributes?.[ORIGINAL_ID]?.stringValue;
    for (const request of readMessage(body, messageId, config.inputBucket, originalId)) {
      const owner = `${context.awsRequestId}/${messageId}`;
      const { job, ...result } = await extract(request, ports, limits, { owner, until });
      const { outcome, ...counts } = result;
      log.info(outcome, { job: job.job, key: job.key, dataset: job.dataset, ...counts });
    }
  } catch (error) {
    const code = codeOf(error);
    log.error('not extracted', { messageId: record.messageId, code, error: error as Error });
    await comeBack(record, error);
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
