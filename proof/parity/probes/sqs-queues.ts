import { ReceiveMessageCommand, SendMessageCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { PAGES } from '../addresses';
import type { Lab } from '../lab/lab';
import { depthOf, gather, makeQueue, makeStrictQueue, type Queue, receive, send } from '../lab/queues';
import { refusalOf, type Service } from '../probe';

const LONG = { VisibilityTimeout: '300' };

async function counters(lab: Lab): Promise<string> {
  const queue = await makeQueue(lab, LONG);
  await send(lab, queue, ['a', 'b', 'c']);
  await lab.aws.sqs.send(
    new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'late', DelaySeconds: 900 }),
  );
  await lab.until({
    what: 'a message is received',
    look: async () => {
      const one = { QueueUrl: queue.url, MaxNumberOfMessages: 1, WaitTimeSeconds: 1 };
      return (await lab.aws.sqs.send(new ReceiveMessageCommand(one))).Messages ?? [];
    },
    enough: ({ length }) => length === 1,
  });
  const depth = await lab.lastSeen({
    what: 'the counters are right',
    look: () => depthOf(lab, queue),
    enough: ({ visible, inFlight, delayed }) => visible === 2 && inFlight === 1 && delayed === 1,
  });
  return `${depth.visible} visible, ${depth.inFlight} in flight, ${depth.delayed} delayed`;
}

/** Makes a message a dead letter: after one receive without a delete, the next receive moves it. */
async function killOne(lab: Lab): Promise<{ queue: Queue; dead: Queue; id: string }> {
  const { queue, dead } = await makeStrictQueue(lab, 0);
  const [id = ''] = await send(lab, queue, ['body']);
  await lab.until({
    what: 'the message is in the dead-letter queue',
    look: async () => {
      await receive(lab, queue, 'keep');
      return depthOf(lab, dead);
    },
    enough: ({ visible }) => visible === 1,
  });
  return { queue, dead, id };
}

async function deadLetter(lab: Lab): Promise<string> {
  const { dead, id } = await killOne(lab);
  const [letter] = await gather(lab, dead, 'the dead letter comes', ({ length }) => length > 0);
  const sameId = letter?.MessageId === id;
  return `${sameId ? 'the same' : 'a new'} MessageId, ${letter?.Body === 'body' ? 'the same' : 'another'} body`;
}

async function redrive(lab: Lab): Promise<string> {
  const { queue, dead, id } = await killOne(lab);
  const refusal = await refusalOf(lab.aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn })));
  if (refusal !== 'accepted') return refusal;
  const [back] = await gather(lab, queue, 'the message is back', ({ length }) => length > 0);
  const receives = Number(back?.Attributes?.ApproximateReceiveCount);
  return `back under ${back?.MessageId === id ? 'the same' : 'a new'} MessageId, received ${receives} time${receives === 1 ? '' : 's'}`;
}

export const sqsQueues: Service = {
  name: 'SQS',
  probes: [
    {
      name: 'Counters of 4 messages: one was received, one was sent with a delay',
      aws: '2 visible, 1 in flight, 1 delayed',
      address: PAGES.queueAttributes,
      run: counters,
    },
    {
      name: 'A message that exceeded its `maxReceiveCount`, in the dead-letter queue',
      aws: 'the same MessageId, the same body',
      address: PAGES.deadLetters,
      run: deadLetter,
    },
    {
      name: 'A dead letter that `StartMessageMoveTask` sends back',
      aws: 'back under a new MessageId, received 1 time',
      address: PAGES.redrive,
      run: redrive,
    },
  ],
};
