import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
} from '@aws-sdk/client-sqs';
import type { Lab } from './lab';

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

export interface Depth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

const COUNTERS = {
  visible: 'ApproximateNumberOfMessages',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
} as const;

/** The time until AWS's counters are right. The counters of an engine always are. */
const CALM_ON_AWS_MS = 65_000;

export async function makeQueue(lab: Lab, Attributes: Record<string, string> = {}): Promise<Queue> {
  const { sqs } = lab.aws;
  const QueueName = lab.name();
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  lab.finally(`queue ${QueueName}`, () => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));
  const { Attributes: got = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return { url, arn: got.QueueArn ?? '' };
}

/** A queue whose messages move to `dead` after one receive without a delete. */
export async function makeStrictQueue(
  lab: Lab,
  visibilitySeconds: number,
): Promise<{ queue: Queue; dead: Queue }> {
  const dead = await makeQueue(lab);
  const queue = await makeQueue(lab, {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
  });
  return { queue, dead };
}

/** Sends up to ten messages in one call, and returns their ids. */
export async function send(lab: Lab, { url }: Queue, bodies: readonly string[]): Promise<string[]> {
  const { Successful = [] } = await lab.aws.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody })),
    }),
  );
  return Successful.map(({ MessageId = '' }) => MessageId);
}

export async function depthOf(lab: Lab, { url }: Queue): Promise<Depth> {
  const { Attributes = {} } = await lab.aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: Object.values(COUNTERS) }),
  );
  const count = (name: keyof Depth) => Number(Attributes[COUNTERS[name]]);
  return { visible: count('visible'), inFlight: count('inFlight'), delayed: count('delayed') };
}

/** Waits until the queue is empty: each message was deleted, or is dead. */
export async function settled(lab: Lab, queue: Queue): Promise<void> {
  const calmMs = lab.site.offline ? 0 : CALM_ON_AWS_MS;
  let busyAt = Date.now();
  await lab.until({
    what: 'the queue is empty',
    look: async () => {
      const depth = await depthOf(lab, queue);
      if (depth.visible + depth.inFlight + depth.delayed > 0) busyAt = Date.now();
      return { ...depth, calm: Date.now() - busyAt };
    },
    enough: ({ visible, inFlight, delayed, calm }) => visible + inFlight + delayed === 0 && calm >= calmMs,
  });
}

/** Receives what is visible now, up to ten messages; deletes them unless told to keep them. */
export async function receive(lab: Lab, { url }: Queue, keep?: 'keep'): Promise<Message[]> {
  const { Messages = [] } = await lab.aws.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: 10,
      // With a wait above zero, AWS asks all its servers.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  if (!keep) {
    for (const { ReceiptHandle } of Messages)
      await lab.aws.sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  }
  return Messages;
}

/** Collects and deletes messages until `enough`. */
export async function gather(
  lab: Lab,
  queue: Queue,
  what: string,
  enough: (gathered: Message[]) => boolean,
): Promise<Message[]> {
  const gathered: Message[] = [];
  return lab.until({
    what,
    look: async () => {
      gathered.push(...(await receive(lab, queue)));
      return gathered;
    },
    enough,
  });
}

/** Returns every message in the queue. */
export async function drain(lab: Lab, queue: Queue): Promise<Message[]> {
  let last = 0;
  return gather(lab, queue, 'the queue is drained', (gathered) => {
    const done = gathered.length === last;
    last = gathered.length;
    return done;
  });
}
