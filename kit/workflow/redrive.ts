import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { ORIGINAL_ID } from '../../src/extract/job-message';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { type FailureRecord, loadFailed } from './dead-letters';
import { eachLetter } from './queues';
import { type Sent, sentAs } from './send';

/** How many letters of a queue one redrive takes at most. Each one that fails again comes back to its queue. */
const REDRIVEN = 10_000;

export interface Redriven {
  /** The job messages, under their new ids. */
  readonly jobs: readonly Sent[];
  /** How many events went to load again. */
  readonly loads: number;
  /** The jobs of the parts that these events name. */
  readonly loading: readonly string[];
  /** Messages of the load-failed queue that hold no event of load's; left where they are. */
  readonly unreadable: number;
  /** Whether more letters may wait: redrive again. */
  readonly more: boolean;
}

/**
 * Sends every dead letter again: a job message to the jobs queue, an S3 event to load. Each is deleted only after it was
 * sent, so that a break in between repeats a message, which is harmless, and never loses one. By hand and not by
 * StartMessageMoveTask, which not every engine has, and which cannot return an event to a function.
 */
export async function redrive(stack: Stack, aws: Clients): Promise<Redriven> {
  const jobs = new Map<string, Sent>();
  const loading = new Set<string>();
  let loads = 0;
  let unreadable = 0;
  const moreJobs = await eachLetter(stack.jobsDlqUrl, stack.stage, aws, REDRIVEN, async (letter) => {
    const { MessageId = '', Body: body = '', MessageAttributes } = letter;
    if (jobs.has(MessageId)) return false; // It failed again already.
    // A forced message is a job of its own, named after its id: it stays that job.
    const originalId = MessageAttributes?.[ORIGINAL_ID]?.StringValue ?? MessageId;
    const original = { [ORIGINAL_ID]: { DataType: 'String', StringValue: originalId } };
    const attributes = { MessageAttributes: { ...MessageAttributes, ...original } };
    const { MessageId: messageId = '' } = await aws.sqs.send(
      new SendMessageCommand({ QueueUrl: stack.jobsQueueUrl, MessageBody: body, ...attributes }),
    );
    jobs.set(messageId, await sentAs(stack, aws, body, messageId, body, originalId));
    return true;
  });
  const moreLoads = await eachLetter(
    stack.loadFailedQueueUrl,
    stack.stage,
    aws,
    REDRIVEN,
    async ({ Body = '' }) => {
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
    },
  );
  return { jobs: [...jobs.values()], loads, loading: [...loading], unreadable, more: moreJobs || moreLoads };
}

/** A part's key is `<dataset>/<job>/<name>.csv`. */
function jobsIn(body: string): string[] {
  return loadFailed('', body).csvKeys.flatMap((key) => /^[^/]+\/([0-9a-f]{16})\/[^/]+$/.exec(key)?.[1] ?? []);
}

/** Without the place where a load was paused: all that it wrote may be gone since. */
function eventOf(body: string): unknown {
  try {
    const { requestPayload } = JSON.parse(body) as FailureRecord;
    return requestPayload && { ...requestPayload, written: undefined, handovers: undefined, job: undefined };
  } catch {
    return undefined;
  }
}
