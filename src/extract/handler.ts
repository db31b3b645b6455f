import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { extractMessage, hideUntil } from './message';

/** The share of a job's time after which work is given up; the rest is for releasing or abandoning its parts. */
const WORKING = 0.9;

const OPTIONS = { processInParallel: false, throwOnFullBatchFailure: false };

/**
 * SQS to S3: extracts the jobs of a batch one after another, to give each job all the memory, and returns the ids of
 * the messages that failed.
 */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const until = Date.now() + context.getRemainingTimeInMillis();
  // If this invocation is killed, its messages become visible once its timeout has passed.
  await Promise.all(event.Records.map((message) => hideUntil(message, until)));
  let waiting = event.Records.length;
  const extractNext = (message: SQSRecord) => {
    const deadline = Date.now() + (context.getRemainingTimeInMillis() * WORKING) / waiting--;
    const owner = `${context.awsRequestId}/${message.messageId}`;
    return extractMessage(message, { owner, until, deadline });
  };
  return processPartialResponse(event, extractNext, new BatchProcessor(EventType.SQS), OPTIONS);
}
