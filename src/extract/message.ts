import type { SQSRecord } from 'aws-lambda';
import { codeOf, PermanentFailure, RetryableFailure } from '../errors';
import type { JobRequest } from '../ledger/job';
import { log } from '../log';
import { extract, type Lease } from './extract';
import { ORIGINAL_ID, readMessage } from './job-message';
import { config, pipeline, ports, queue } from './wiring';

/** How long after an invocation or a claim ends its message becomes visible, since clocks differ. */
const MARGIN_MS = 2000;

/**
 * Extracts each job that a message requests.
 * @throws the failure that decides when the message is retried; the message's visibility timeout is already set
 */
export async function extractMessage(message: SQSRecord, lease: Lease): Promise<void> {
  const { body, messageId, messageAttributes } = message;
  const originalId = messageAttributes?.[ORIGINAL_ID]?.stringValue;
  const requests = readMessage(body, messageId, config.inputBucket, originalId);
  if (requests.length === 0) log.info('no job in the message', { messageId });
  const failures: unknown[] = [];
  for (const request of requests) {
    await extractOne(request, messageId, lease).catch((error: unknown) => failures.push(error));
  }
  if (failures.length === 0) return;
  // A job that a retry may help decides. The others are done by then, or fail again at once.
  const failure = failures.find((error) => !(error instanceof PermanentFailure)) ?? failures[0];
  await retryAfter(failure, message);
  throw failure;
}

async function extractOne(
  request: JobRequest | PermanentFailure,
  messageId: string,
  lease: Lease,
): Promise<void> {
  try {
    if (request instanceof PermanentFailure) throw request;
    const { job, outcome, warnings = [], ...counts } = await extract(request, ports, config, lease, pipeline);
    log.info(outcome, { job: job.id, key: job.key, dataset: job.dataset, ...counts });
    for (const { code, message } of warnings) log.warn(message, { job: job.id, key: job.key, code });
  } catch (error) {
    log.error('not extracted', { messageId, code: codeOf(error), error: error as Error });
    throw error;
  }
}

/**
 * Sets when a failed message is retried: at once if no retry can help, because the message only has to use up its
 * receives; when the claim ends if another invocation works on its job; otherwise after a delay that doubles.
 */
function retryAfter(failure: unknown, message: SQSRecord): Promise<void> {
  if (failure instanceof PermanentFailure) return showAfter(message, 0);
  if (failure instanceof RetryableFailure && failure.retryAt) return hideUntil(message, failure.retryAt);
  const receives = Number(message.attributes.ApproximateReceiveCount);
  return showAfter(message, config.retrySeconds * 2 ** (receives - 1));
}

/** Makes a message visible when an invocation or a claim must have ended. @param end in ms since the epoch */
export function hideUntil(message: SQSRecord, end: number): Promise<void> {
  return showAfter(message, Math.max(0, end + MARGIN_MS - Date.now()) / 1000);
}

/** Makes a message visible after some seconds, whatever the queue's visibility timeout. */
async function showAfter({ receiptHandle }: SQSRecord, seconds: number): Promise<void> {
  try {
    await queue.showAfter(receiptHandle, seconds);
  } catch (cause) {
    log.warn('could not set when the message is visible again: the visibility timeout of its queue decides', {
      cause: cause as Error,
    });
  }
}
