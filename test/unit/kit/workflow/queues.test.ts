import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';
import { peek } from '../../../../kit/workflow/queues';
import { redrive } from '../../../../kit/workflow/redrive';

/** A queue that, as in AWS, is spread over servers: a short poll may ask only empty ones. */
function spreadQueue(bodies: string[], counted = 0) {
  const waiting = bodies.map((Body, i) => ({ Body, MessageId: `m${i}`, ReceiptHandle: `r${i}` }));
  const waited: number[] = [];
  let sent = 0;
  const sqs = {
    send: async (command: unknown) => {
      if (command instanceof DeleteMessageCommand) deleted.push(command.input.ReceiptHandle);
      if (command instanceof GetQueueAttributesCommand)
        return {
          Attributes: {
            ApproximateNumberOfMessages: command.input.QueueUrl === 'jobs-dlq' ? counted : 0,
            ApproximateNumberOfMessagesNotVisible: 0,
          },
        };
      if (!(command instanceof ReceiveMessageCommand)) return { MessageId: `sent${++sent}` };
      const { WaitTimeSeconds = 0, QueueUrl } = command.input;
      waited.push(WaitTimeSeconds);
      return QueueUrl === 'jobs-dlq' && WaitTimeSeconds > 0 ? { Messages: waiting.splice(0, 1) } : {};
    },
  };
  const deleted: (string | undefined)[] = [];
  return { aws: { sqs } as unknown as Clients, waited, deleted };
}

const aws = { name: 'prod', offline: false };

test('on AWS every dead letter is shown, wherever SQS keeps it', async () => {
  const queue = spreadQueue(['{"key":"a.json"}', '{"key":"b.json"}']);
  const { messages, more } = await peek('jobs-dlq', aws, queue.aws);
  expect(messages.map(({ MessageId }) => MessageId)).toEqual(['m0', 'm1']);
  expect(more).toBe(false);
});

test('on AWS a redrive sends every dead letter again', async () => {
  const queue = spreadQueue(['{"key":"a.json"}', '{"key":"b.json"}']);
  const stack = { stage: aws, jobsDlqUrl: 'jobs-dlq', loadFailedQueueUrl: 'load-failed' } as Stack;
  const { jobs } = await redrive(stack, queue.aws);
  expect(jobs.map(({ name }) => name)).toEqual(['{"key":"a.json"}', '{"key":"b.json"}']);
  expect(queue.deleted).toEqual(['r0', 'r1']);
});

test('on AWS a redrive does not wait for letters that it deleted and that SQS still counts', async () => {
  const queue = spreadQueue(['{"key":"a.json"}', '{"key":"b.json"}'], 2);
  const stack = { stage: aws, jobsDlqUrl: 'jobs-dlq', loadFailedQueueUrl: 'load-failed' } as Stack;
  const { jobs, more } = await redrive(stack, queue.aws);
  expect({ jobs: jobs.length, more }).toEqual({ jobs: 2, more: false });
});

test('offline dead letters are shown without waiting', async () => {
  const queue = spreadQueue([]);
  await peek('jobs-dlq', { name: 'local', offline: true }, queue.aws);
  expect(queue.waited).toEqual([0]);
});

/** A queue whose letters are visible again as soon as they are shown, or as soon as they are sent again. */
function endlessQueue(letters: { MessageId: string; Body: string }[]) {
  let sent = 0;
  const shown: (string | undefined)[] = [];
  const send = async (command: unknown) => {
    if (command instanceof ChangeMessageVisibilityBatchCommand) {
      for (const { ReceiptHandle } of command.input.Entries ?? []) shown.push(ReceiptHandle);
    }
    if (command instanceof SendMessageCommand) {
      const MessageId = `sent${++sent}`;
      letters.push({ MessageId, Body: '{}' });
      return { MessageId };
    }
    if (!(command instanceof ReceiveMessageCommand)) return {};
    const Messages = letters.splice(0, 10).map((one) => ({ ...one, ReceiptHandle: one.MessageId }));
    return { Messages };
  };
  return { aws: { sqs: { send } } as unknown as Clients, shown };
}

test('showing dead letters ends however many are waiting, says so, and makes them visible again', async () => {
  const letters = Array.from({ length: 3000 }, (_, i) => ({ MessageId: `m${i}`, Body: '{}' }));
  const queue = endlessQueue(letters);
  const { messages, more } = await peek('jobs-dlq', aws, queue.aws);
  expect(messages).toHaveLength(1000);
  expect(more).toBe(true);
  expect(queue.shown).toHaveLength(1000);
});

test('a redrive ends even if its messages fail again at once, and leaves them visible', async () => {
  const queue = endlessQueue([{ MessageId: 'm', Body: '{}' }]);
  const stack = { stage: aws, jobsDlqUrl: 'jobs-dlq', loadFailedQueueUrl: 'jobs-dlq' } as Stack;
  const { jobs, more } = await redrive(stack, queue.aws);
  expect(jobs.map(({ messageId }) => messageId)).toEqual(['sent1']);
  expect(more).toBe(false);
  expect(queue.shown).toContain('sent1');
});

test('a redrive ends even if letters return faster than it sends them', async () => {
  const comeBack = { MessageId: 'm', Body: '{"requestPayload":{"Records":[]}}', ReceiptHandle: 'm' };
  const send = async (command: unknown) =>
    command instanceof ReceiveMessageCommand && command.input.QueueUrl === 'load-failed'
      ? { Messages: Array(10).fill(comeBack) }
      : {};
  const stack = { stage: aws, jobsDlqUrl: 'jobs-dlq', loadFailedQueueUrl: 'load-failed' } as Stack;
  const clients = { sqs: { send }, lambda: { send } } as unknown as Clients;
  expect(await redrive(stack, clients)).toMatchObject({ loads: 10_000, more: true });
});

/** A queue of one letter, which another reader hides until it has been counted some times. */
function hiddenLetter(looks: number) {
  let left = looks;
  let letters = 1;
  const send = async (command: unknown) => {
    if (command instanceof GetQueueAttributesCommand) {
      left--;
      const counts = { ApproximateNumberOfMessages: 0, ApproximateNumberOfMessagesNotVisible: letters };
      return { Attributes: command.input.QueueUrl === 'jobs-dlq' ? counts : {} };
    }
    if (command instanceof DeleteMessageCommand) letters--;
    if (!(command instanceof ReceiveMessageCommand)) return { MessageId: 'sent' };
    if (command.input.QueueUrl !== 'jobs-dlq' || left > 0 || letters === 0) return {};
    return { Messages: [{ MessageId: 'm', Body: '{}', ReceiptHandle: 'm' }] };
  };
  const stage = { name: 'local', offline: true };
  const stack = { stage, jobsDlqUrl: 'jobs-dlq', loadFailedQueueUrl: 'load-failed' } as Stack;
  return { aws: { sqs: { send } } as unknown as Clients, stack };
}

test('a redrive waits for a letter that another reader hides', async () => {
  const { aws, stack } = hiddenLetter(3);
  expect(await redrive(stack, aws)).toMatchObject({ jobs: [{ messageId: 'sent' }], more: false });
});

test('a redrive gives up a letter that stays hidden, and says that it is left', async () => {
  const { aws, stack } = hiddenLetter(Infinity);
  let now = 0;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => (now += 10_000));
  expect(await redrive(stack, aws)).toMatchObject({ jobs: [], more: true });
  clock.mockRestore();
});

test('a look at dead letters does not wait for those that another reader hides', async () => {
  const { aws, stack } = hiddenLetter(Infinity);
  expect(await peek(stack.jobsDlqUrl, stack.stage, aws)).toEqual({ messages: [], more: false });
});
