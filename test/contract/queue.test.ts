import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { JobsQueue, pausedOf } from '../../src/aws/queue';
import { readMessage } from '../../src/extract/job';
import { jobOf } from '../../src/ledger/job';
import { openTestStage, uniqueName } from '../support/stack';

describe('A queue of jobs', () => {
  let sqs: Awaited<ReturnType<typeof openTestStage>>['aws']['sqs'];
  let url: string;
  let queue: JobsQueue;

  beforeAll(async () => {
    ({
      aws: { sqs },
    } = await openTestStage());
    // Nobody but this test reads from it; what it holds comes back after a minute.
    const Attributes = { VisibilityTimeout: '60' };
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({ QueueName: uniqueName('contract'), Attributes }),
    );
    url = QueueUrl as string;
    queue = new JobsQueue(url);
  });
  afterAll(() => sqs.send(new DeleteQueueCommand({ QueueUrl: url })));

  /** The next message, in the shape in which Lambda hands it over; undefined when none comes in time. */
  const receive = async (WaitTimeSeconds: number) => {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds, MessageAttributeNames: ['All'] }),
    );
    if (!message) return undefined;
    const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      { stringValue: value.StringValue, dataType: value.DataType },
    ]);
    const messageAttributes: SQSRecord['messageAttributes'] = Object.fromEntries(attributes);
    return { ...message, Body: message.Body ?? '', messageAttributes };
  };

  test.each([
    [{ key: 'a b.json' }],
    [{ key: 'ü/x.txt', dataset: 'd', format: 'csv', id: ['a', 'b'], force: true }],
  ])('brings a paused job to another invocation as it was: %j', async (message) => {
    const [request] = readMessage(JSON.stringify(message), 'the-first', 'input');
    if (!request) throw new Error('no request');
    const job = jobOf(request, 'etag-1');
    await queue.goOn(job);
    const received = await receive(10);
    const [again] = readMessage(received?.Body ?? '', 'another', 'input');
    const paused = received && pausedOf(received);
    expect(paused).toEqual({ run: job.run, etag: 'etag-1' });
    expect(again).toEqual({ ...request, messageId: 'another' });
    expect(jobOf({ ...request, ...(paused && { paused }) }, 'etag-1')).toMatchObject({
      job: job.job,
      run: job.run,
    });
    await queue.returnAfter(received?.ReceiptHandle as string, 60);
  });

  test('lets a message come back when it is told to, and not before', async () => {
    const [request] = readMessage('{"key":"back.json"}', 'm', 'input');
    if (!request) throw new Error('no request');
    await queue.goOn(jobOf(request, 'e'));
    const first = await receive(10);
    expect(await receive(1)).toBeUndefined();
    // Rounded, and no longer than SQS allows.
    await queue.returnAfter(first?.ReceiptHandle as string, 0.4);
    const second = await receive(10);
    expect(second?.MessageId).toBe(first?.MessageId);
    await queue.returnAfter(second?.ReceiptHandle as string, 1e9);
    expect(await receive(1)).toBeUndefined();
  });

  test('takes a message of somebody else for no paused one', () => {
    const text = (stringValue: string) => ({ stringValue, dataType: 'String' as const });
    expect(pausedOf({ messageAttributes: {} })).toBeUndefined();
    expect(pausedOf({ messageAttributes: { run: text('r') } })).toBeUndefined();
    expect(pausedOf({ messageAttributes: { etag: text('e') } })).toBeUndefined();
    expect(pausedOf({ messageAttributes: { run: text(''), etag: text('e') } })).toBeUndefined();
  });
});
