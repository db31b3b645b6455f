import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { SqsJobsQueue } from '../../src/aws/queue';
import { openTestStage, uniqueName } from '../support/stack';

describe('A queue of jobs', () => {
  let sqs: Awaited<ReturnType<typeof openTestStage>>['aws']['sqs'];
  let url: string;
  let queue: SqsJobsQueue;

  beforeAll(async () => {
    ({
      aws: { sqs },
    } = await openTestStage());
    // Only this test reads from the queue; received messages become visible again after a minute.
    const Attributes = { VisibilityTimeout: '60' };
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: uniqueName('contract'), Attributes }),
    );
    url = QueueUrl as string;
    queue = new SqsJobsQueue(url);
  });
  afterAll(() => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));

  /** Returns the next message; undefined when none arrives in time. */
  const receive = async (WaitTimeSeconds: number) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds }));
    return Messages[0];
  };

  test('makes a message visible again at the requested time, and not before', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'back' }));
    const first = await receive(10);
    expect(await receive(1)).toBeUndefined();
    // The time is rounded and limited to what SQS allows.
    await queue.showAfter(first?.ReceiptHandle as string, 0.4);
    const second = await receive(10);
    expect(second?.MessageId).toBe(first?.MessageId);
    await queue.showAfter(second?.ReceiptHandle as string, 1e9);
    expect(await receive(1)).toBeUndefined();
  });
});
