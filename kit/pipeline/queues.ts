import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import type { Stage } from '../stack/stage';

export interface Depth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface Queues {
  readonly jobs: Depth;
  readonly jobsDlq: Depth;
  readonly loadFailed: Depth;
}

/** How many messages each queue holds. Exact on the engines, approximate on AWS. */
export async function readQueues(stack: Stack, aws: Clients): Promise<Queues> {
  const [jobs, jobsDlq, loadFailed] = await Promise.all(
    [stack.jobsQueueUrl, stack.jobsDlqUrl, stack.loadFailedQueueUrl].map((url) => depth(url, aws)),
  );
  return { jobs, jobsDlq, loadFailed } as Queues;
}

async function depth(QueueUrl: string, { sqs }: Clients): Promise<Depth> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesNotVisible',
        'ApproximateNumberOfMessagesDelayed',
      ],
    }),
  );
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
  };
}

/**
 * Up to ten visible messages of a queue, hidden from others for 30 s. None means that there are none: a short poll asks
 * only some of AWS's servers and may miss messages, a long one asks all. An engine is one server, and its poll is short,
 * since a long one waits when the queue is empty.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
 */
export async function receive(QueueUrl: string, { offline }: Stage, { sqs }: Clients): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 },
      WaitTimeSeconds: offline ? 0 : 1,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

/** Every visible message of a dead-letter queue; they stay where they are. Not for a queue with consumers. */
export async function peek(QueueUrl: string, stage: Stage, aws: Clients): Promise<Message[]> {
  const { sqs } = aws;
  const seen = new Map<string, Message>();
  for (;;) {
    const Messages = await receive(QueueUrl, stage, aws);
    if (Messages.length === 0) break;
    for (const message of Messages) seen.set(message.MessageId as string, message);
  }
  const messages = [...seen.values()];
  for (let i = 0; i < messages.length; i += 10) {
    const Entries = messages.slice(i, i + 10).map(({ ReceiptHandle }, n) => ({
      Id: String(n),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
  return messages;
}
