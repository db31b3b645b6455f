import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';
import { redrive } from '../../../../kit/workflow/redrive';
import { type JobRequest, jobOf } from '../../../../src/ledger/job';
import { jobsOf } from '../../../support/message';

const stack = {
  stage: { name: 'local', offline: true },
  jobsDlqUrl: 'jobs-dlq',
  jobsQueueUrl: 'jobs',
  loadFailedQueueUrl: 'load-failed',
  loadFunction: 'load',
} as unknown as Stack;

/** Clients of queues with these letters, and the messages that were sent. */
function queuesOf(letters: Record<string, object[]>) {
  const sent: object[] = [];
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
    if (name === 'ReceiveMessageCommand') {
      return { Messages: letters[(input as { QueueUrl: string }).QueueUrl]?.splice(0) ?? [] };
    }
    if (name === 'GetQueueAttributesCommand') return {};
    if (name !== 'DeleteMessageCommand') sent.push(input);
    return { MessageId: 'new' };
  };
  const s3 = { send: async () => ({ ETag: '"e"' }) };
  return { sent, aws: { sqs: { send }, lambda: { send }, s3 } as unknown as Clients };
}

describe('Redrive', () => {
  test('sends a message again with its original id, however often', async () => {
    const message = { Body: '{"key":"m.json","force":true}', MessageId: 'm-1' };
    const MessageAttributes = { originalMessageId: { DataType: 'String', StringValue: 'm-1' } };
    const again = { ...message, MessageId: 'm-2', MessageAttributes };
    const { sent, aws } = queuesOf({ 'jobs-dlq': [message, again] });
    const [request] = jobsOf(message.Body, 'm-1', stack.inputBucket);
    const { id: job } = jobOf(request as JobRequest, 'e');
    expect((await redrive(stack, aws)).jobs).toEqual([
      { name: message.Body, messageId: 'new', job, triedBefore: 'm-2' },
    ]);
    expect(sent).toEqual(Array(2).fill({ QueueUrl: 'jobs', MessageBody: message.Body, MessageAttributes }));
  });

  test('loads a paused part from its start, because its items may have been deleted since', async () => {
    const requestPayload = { Records: [{ s3: {} }], written: 500, handovers: 10 };
    const { sent, aws } = queuesOf({ 'load-failed': [{ Body: JSON.stringify({ requestPayload }) }] });
    expect(await redrive(stack, aws)).toMatchObject({ loads: 1, unreadable: 0 });
    expect(sent).toMatchObject([{ FunctionName: 'load', Payload: '{"Records":[{"s3":{}}]}' }]);
  });
});
