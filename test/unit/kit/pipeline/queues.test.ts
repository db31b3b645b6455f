import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { peek } from '../../../../kit/pipeline/queues';
import { redrive } from '../../../../kit/pipeline/redrive';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';

/** A queue as AWS spreads it over servers: a short poll asks those that happen to be empty. */
function spreadQueue(bodies: string[]) {
  const waiting = bodies.map((Body, i) => ({ Body, MessageId: `m${i}`, ReceiptHandle: `r${i}` }));
  const waited: number[] = [];
  const sqs = {
    send: async (command: unknown) => {
      if (command instanceof DeleteMessageCommand) deleted.push(command.input.ReceiptHandle);
      if (!(command instanceof ReceiveMessageCommand)) return { MessageId: 'sent' };
      const { WaitTimeSeconds = 0, QueueUrl } = command.input;
      waited.push(WaitTimeSeconds);
      return QueueUrl === 'jobs-dlq' && WaitTimeSeconds > 0 ? { Messages: waiting.splice(0, 1) } : {};
    },
  };
  const deleted: (string | undefined)[] = [];
  return { aws: { sqs } as unknown as Clients, waited, deleted };
}

const aws = { name: 'prod', offline: false };

test('on AWS a look sees every dead letter, wherever SQS keeps it', async () => {
  const queue = spreadQueue(['{"key":"a.json"}', '{"key":"b.json"}']);
  expect((await peek('jobs-dlq', aws, queue.aws)).map(({ MessageId }) => MessageId)).toEqual(['m0', 'm1']);
});

test('on AWS a redrive sends every dead letter again', async () => {
  const queue = spreadQueue(['{"key":"a.json"}', '{"key":"b.json"}']);
  const stack = { stage: aws, jobsDlqUrl: 'jobs-dlq', loadFailedQueueUrl: 'load-failed' } as Stack;
  const { jobs } = await redrive(stack, queue.aws);
  expect(jobs.map(({ body }) => body)).toEqual(['{"key":"a.json"}', '{"key":"b.json"}']);
  expect(queue.deleted).toEqual(['r0', 'r1']);
});

test('offline a look does not wait', async () => {
  const queue = spreadQueue([]);
  await peek('jobs-dlq', { name: 'local', offline: true }, queue.aws);
  expect(queue.waited).toEqual([0]);
});
