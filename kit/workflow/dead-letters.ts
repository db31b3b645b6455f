import type { S3Event } from 'aws-lambda';
import { decodeKey } from '../../src/aws/event';
import { PermanentFailure } from '../../src/errors';
import { readMessage } from '../../src/extract/job-message';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { peek } from './queues';

/** A message in a dead-letter queue. */
export interface DeadLetter {
  readonly queue: 'jobs-dlq' | 'load-failed';
  readonly messageId: string;
  readonly body: string;
  /** Keys in the csv bucket, for `load-failed`; empty when the event names none. */
  readonly csvKeys: readonly string[];
  /** Load's last error, or why the message is not a valid job. A job's own failure is in its receipt. */
  readonly reason?: string;
}

/** The dead letters of both queues. */
export interface DeadLetters {
  readonly deadLetters: readonly DeadLetter[];
  /** Whether more dead letters may wait than were read. */
  readonly moreDeadLetters: boolean;
}

export async function readDeadLetters(stack: Stack, aws: Clients): Promise<DeadLetters> {
  const [jobs, loads] = await Promise.all([
    peek(stack.jobsDlqUrl, stack.stage, aws),
    peek(stack.loadFailedQueueUrl, stack.stage, aws),
  ]);
  const deadLetters = [
    ...jobs.messages.map(({ MessageId = '', Body = '' }) => ({
      queue: 'jobs-dlq' as const,
      messageId: MessageId,
      body: Body,
      csvKeys: [],
      ...whyNoJob(Body, MessageId, stack.inputBucket),
    })),
    ...loads.messages.map(({ MessageId = '', Body = '' }) => loadFailed(MessageId, Body)),
  ];
  return { deadLetters, moreDeadLetters: jobs.more || loads.more };
}

function whyNoJob(body: string, messageId: string, inputBucket: string): { reason?: string } {
  const failure = readMessage(body, messageId, inputBucket).find((read) => read instanceof PermanentFailure);
  return failure ? { reason: `${failure.code}: ${failure.message}` } : {};
}

/** The record that Lambda sends to a destination. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export interface FailureRecord {
  readonly requestPayload: S3Event;
  readonly responsePayload?: { readonly errorMessage?: string };
}

/** Returns the dead letter for a message of the load-failed queue. */
export function loadFailed(messageId: string, body: string): DeadLetter {
  const letter = { queue: 'load-failed' as const, messageId, body };
  try {
    const { requestPayload, responsePayload } = JSON.parse(body) as FailureRecord;
    const csvKeys = requestPayload.Records.flatMap(({ s3 }) => decoded(s3.object.key));
    const reason = responsePayload?.errorMessage;
    return { ...letter, csvKeys, ...(reason && { reason }) };
  } catch {
    return { ...letter, csvKeys: [] };
  }
}

/** Returns the decoded key; nothing for a key that does not decode, which may be what load failed with. */
function decoded(key: string): string[] {
  try {
    return [decodeKey(key)];
  } catch {
    return [];
  }
}
