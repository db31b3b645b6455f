import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
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
async function receive(QueueUrl: string, { offline }: Stage, { sqs }: Clients): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 },
      WaitTimeSeconds: offline ? 0 : 1,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

/** How many dead letters a look reads at most. All of them are hidden from others meanwhile. */
const LOOKED_AT = 1000;

/** Dead letters that were read. */
export interface Letters {
  readonly messages: readonly Message[];
  /** Whether more may wait than a look reads. */
  readonly more: boolean;
}

/** Reads the visible messages of a dead-letter queue, 1,000 at most; they stay where they are. Not for a queue with consumers. */
export async function peek(QueueUrl: string, stage: Stage, aws: Clients, most = LOOKED_AT): Promise<Letters> {
  const messages: Message[] = [];
  const more = await eachLetter(QueueUrl, stage, aws, most, async (message) => {
    messages.push(message);
    return false;
  });
  return { messages, more };
}

/**
 * Hands over each visible message of a dead-letter queue once. Deletes those for which the answer is true; the others are
 * visible again afterwards.
 * @param most how many messages are received: it ends, however fast letters arrive or come back
 * @returns whether more may wait
 */
export async function eachLetter(
  QueueUrl: string,
  stage: Stage,
  aws: Clients,
  most: number,
  handOver: (message: Message) => Promise<boolean>,
): Promise<boolean> {
  const kept = new Map<string, Message>();
  try {
    for (let received = 0; received < most; ) {
      const messages = await receive(QueueUrl, stage, aws);
      if (messages.length === 0) return false;
      received += messages.length;
      for (const message of messages) {
        const { MessageId = '', ReceiptHandle } = message;
        if (kept.has(MessageId) || !(await handOver(message))) kept.set(MessageId, message);
        else await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
    return true;
  } finally {
    await show(QueueUrl, [...kept.values()], aws);
  }
}

async function show(QueueUrl: string, messages: readonly Message[], { sqs }: Clients): Promise<void> {
  for (let i = 0; i < messages.length; i += 10) {
    const Entries = messages.slice(i, i + 10).map(({ ReceiptHandle }, n) => ({
      Id: String(n),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}
