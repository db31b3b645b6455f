import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';

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

/** Every visible message of a dead-letter queue; they stay where they are. Not for a queue with consumers. */
export async function peek(QueueUrl: string, { sqs }: Clients): Promise<Message[]> {
  const seen = new Map<string, Message>();
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 }),
    );
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
