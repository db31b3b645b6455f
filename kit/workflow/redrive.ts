import { InvokeCommand } from '@aws-sdk/client-lambda';
import { type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ORIGINAL_ID } from '../../src/extract/job-message';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { type FailureRecord, loadFailed } from './dead-letters';
import { eachLetter } from './queues';
import { type Sent, sentAs } from './send';

/** The most letters of a queue that one redrive takes. A letter that fails again returns to its queue. */
const REDRIVEN = 10_000;

export interface Redriven {
  /** The job messages, under their new ids. */
  readonly jobs: readonly Sent[];
  /** How many events were sent to load again. */
  readonly loads: number;
  /** The jobs of the parts in these events. */
  readonly loading: readonly string[];
  /** Messages of the load-failed queue that hold no load event; they stay there. */
  readonly unreadable: number;
  /** Whether more letters may wait, which another redrive would send. */
  readonly more: boolean;
}

/**
 * Sends every dead letter again: a job message to the jobs queue, an S3 event to load. Deletes a letter only after
 * sending it, so that an interruption can repeat a message, which is harmless, but never lose one. Does not use
 * StartMessageMoveTask, which not every engine has, and which cannot return an event to a function.
 * Waits for letters that another reader hides.
 * @param only the message id of one letter; all letters when missing
 */
export async function redrive(stack: Stack, aws: Clients, only?: string): Promise<Redriven> {
  const jobs = new Map<string, Sent>();
  const loading = new Set<string>();
  let loads = 0;
  let unreadable = 0;
  const isWaiting = () => only === undefined || jobs.size + loads === 0;
  const redriveJob = async (letter: Message) => {
    const { MessageId = '', Body: body = '', MessageAttributes } = letter;
    if (jobs.has(MessageId)) return false; // The job has already failed again.
    if (only !== undefined && MessageId !== only) return false;
    // A forced message stays the same job, because the job is named after the original message id.
    const originalId = MessageAttributes?.[ORIGINAL_ID]?.StringValue ?? MessageId;
    const original = { [ORIGINAL_ID]: { DataType: 'String', StringValue: originalId } };
    const attributes = { MessageAttributes: { ...MessageAttributes, ...original } };
    const { MessageId: messageId = '' } = await aws.sqs.send(
      new SendMessageCommand({ QueueUrl: stack.jobsQueueUrl, MessageBody: body, ...attributes }),
    );
    const sent = await sentAs(stack, aws, body, { messageId, name: body, originalId });
    jobs.set(messageId, { ...sent, triedBefore: MessageId });
    return true;
  };
  const redriveLoad = async ({ MessageId, Body = '' }: Message) => {
    if (only !== undefined && MessageId !== only) return false;
    const event = eventOf(Body);
    if (event === undefined) {
      unreadable++;
      return false;
    }
    const Payload = JSON.stringify(event);
    await aws.lambda.send(
      new InvokeCommand({ FunctionName: stack.loadFunction, InvocationType: 'Event', Payload }),
    );
    loads++;
    for (const job of jobsIn(Body)) loading.add(job);
    return true;
  };
  const { stage, jobsDlqUrl, loadFailedQueueUrl } = stack;
  const moreJobs = await eachLetter(jobsDlqUrl, stage, aws, REDRIVEN, redriveJob, isWaiting);
  const moreLoads = await eachLetter(loadFailedQueueUrl, stage, aws, REDRIVEN, redriveLoad, isWaiting);
  return { jobs: [...jobs.values()], loads, loading: [...loading], unreadable, more: moreJobs || moreLoads };
}

/** Returns the jobs whose parts an event names: a part's key is `<dataset>/<job>/<name>.csv`. */
function jobsIn(body: string): string[] {
  return loadFailed('', body).csvKeys.flatMap((key) => /^[^/]+\/([0-9a-f]{16})\/[^/]+$/.exec(key)?.[1] ?? []);
}

/** Returns the event without the place where load paused, because the items written so far may be gone. */
function eventOf(body: string): unknown {
  try {
    const { requestPayload } = JSON.parse(body) as FailureRecord;
    return requestPayload && { ...requestPayload, written: undefined, handovers: undefined, job: undefined };
  } catch {
    return undefined;
  }
}
