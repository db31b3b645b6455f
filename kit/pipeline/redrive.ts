import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, type Message, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ORIGINAL_ID } from '../../src/extract/job';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import type { FailureRecord } from './dead-letters';
import { receive } from './queues';

/** Where a redriven message went under its new id; a load has none. */
export interface Redriven {
  readonly jobs: { readonly body: string; readonly messageId: string }[];
  readonly loads: number;
  /** Messages of the load-failed queue that hold no event of load's; left where they are. */
  readonly unreadable: number;
}

/**
 * Sends every dead letter again: a job message to the jobs queue, an S3 event to load. Each is deleted only after it was
 * sent, so that a break in between repeats a message, which is harmless, and never loses one. By hand and not by
 * StartMessageMoveTask, which not every engine has, and which cannot return an event to a function.
 */
export async function redrive(stack: Stack, aws: Clients): Promise<Redriven> {
  const jobs: Redriven['jobs'] = [];
  let loads = 0;
  let unreadable = 0;
  await drain(stack.jobsDlqUrl, stack, aws, async ({ Body: body = '', MessageId, MessageAttributes }) => {
    // A forced message is a job of its own, named after its id: it stays that job.
    const original = { [ORIGINAL_ID]: { DataType: 'String', StringValue: MessageId } };
    const attributes = { MessageAttributes: { ...original, ...MessageAttributes } };
    const { MessageId: messageId = '' } = await aws.sqs.send(
      new SendMessageCommand({ QueueUrl: stack.jobsQueueUrl, MessageBody: body, ...attributes }),
    );
    jobs.push({ body, messageId });
    return true;
  });
  await drain(stack.loadFailedQueueUrl, stack, aws, async ({ Body = '' }) => {
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
    return true;
  });
  return { jobs, loads, unreadable };
}

/** Without the place where a load was paused: all that it wrote may be gone since. */
function eventOf(body: string): unknown {
  try {
    const { requestPayload } = JSON.parse(body) as FailureRecord;
    return requestPayload && { ...requestPayload, written: undefined, handovers: undefined };
  } catch {
    return undefined;
  }
}

/** Hands every visible message over, and deletes those for which it answers true. */
async function drain(
  QueueUrl: string,
  { stage }: Stack,
  aws: Clients,
  handOver: (message: Message) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    const Messages = await receive(QueueUrl, stage, aws);
    if (Messages.length === 0) return;
    for (const message of Messages) {
      if (await handOver(message)) {
        await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      }
    }
  }
}
