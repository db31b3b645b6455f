import { setTimeout as pause } from 'node:timers/promises';
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

/**
 * Returns how many messages each queue holds. Exact on the engines, approximate on AWS. The jobs queue is read first: a
 * message that moves to the dead-letter queue in between is counted there.
 */
export async function readQueues(stack: Stack, aws: Clients): Promise<Queues> {
  const jobs = await depth(stack.jobsQueueUrl, aws);
  const [jobsDlq, loadFailed] = await Promise.all([
    depth(stack.jobsDlqUrl, aws),
    depth(stack.loadFailedQueueUrl, aws),
  ]);
  return { jobs, jobsDlq, loadFailed };
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

/** Whether a dead-letter queue holds more letters than were read: another reader hides them for a moment. */
function areHidden({ visible, inFlight }: Depth, read: number): boolean {
  return read < visible + inFlight;
}

/** How long a reader hides the letters that it receives, if it does not show them earlier. */
const HIDDEN_S = 30;

/**
 * Receives up to ten visible messages of a queue and hides them from others for a while. An empty result means that the
 * queue has none. On AWS this needs a long poll, because a short poll asks only some servers. An engine is one server
 * and gets a short poll, because a long one waits when the queue is empty.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
 */
async function receive(QueueUrl: string, { offline }: Stage, { sqs }: Clients): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      ...{ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN_S },
      WaitTimeSeconds: offline ? 0 : 1,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

const LOOK_EVERY_MS = 100;

/** The most dead letters that one look reads. While it reads, they are hidden from others. */
const LOOKED_AT = 1000;

/** The dead letters that one look has read. */
export interface Letters {
  readonly messages: readonly Message[];
  /** Whether more dead letters may wait. */
  readonly more: boolean;
}

/**
 * Reads the visible messages of a dead-letter queue, at most 1,000, and leaves them there. Not for a queue with
 * consumers.
 */
export async function peek(QueueUrl: string, stage: Stage, aws: Clients, most = LOOKED_AT): Promise<Letters> {
  const messages: Message[] = [];
  const more = await eachLetter(QueueUrl, stage, aws, most, async (message) => {
    messages.push(message);
    return false;
  });
  return { messages, more };
}

/**
 * Calls a function once for each visible message of a dead-letter queue. Deletes the message when the function returns
 * true; otherwise the message becomes visible again.
 * @param most the most messages to receive, which bounds the work however fast letters arrive or return
 * @param isWaiting whether to wait for messages that another reader hides, for as long as a reader can hide them
 * @returns whether more may wait
 */
export async function eachLetter(
  QueueUrl: string,
  stage: Stage,
  aws: Clients,
  most: number,
  handOver: (message: Message) => Promise<boolean>,
  isWaiting?: () => boolean,
): Promise<boolean> {
  const kept = new Map<string, Message>();
  let handedOver = 0;
  const atFirst = isWaiting && (await depth(QueueUrl, aws));
  // The counters of AWS still hold what was deleted lately, and another redrive may delete what it hides.
  const hidden = async () =>
    atFirst && areHidden(atFirst, handedOver + kept.size) && areHidden(await depth(QueueUrl, aws), kept.size);
  let end: number | undefined;
  try {
    for (let received = 0; received < most; ) {
      const messages = await receive(QueueUrl, stage, aws);
      if (messages.length === 0) {
        if (!isWaiting?.() || !(await hidden())) return false;
        end ??= Date.now() + HIDDEN_S * 1000;
        if (Date.now() > end) return true;
        await pause(LOOK_EVERY_MS);
      }
      received += messages.length;
      for (const message of messages) {
        const { MessageId = '', ReceiptHandle } = message;
        if (kept.has(MessageId) || !(await handOver(message))) kept.set(MessageId, message);
        else {
          await aws.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
          handedOver++;
        }
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
