import { redrive } from '../../../../kit/pipeline/redrive';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';

const stack = {
  stage: { name: 'local', offline: true },
  jobsDlqUrl: 'jobs-dlq',
  jobsQueueUrl: 'jobs',
  loadFailedQueueUrl: 'load-failed',
  loadFunction: 'load',
} as unknown as Stack;

/** Clients on queues that hold these letters, and what was sent. */
function queuesOf(letters: Record<string, object[]>) {
  const sent: object[] = [];
  const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: object }) => {
    if (name === 'ReceiveMessageCommand') {
      return { Messages: letters[(input as { QueueUrl: string }).QueueUrl]?.splice(0) ?? [] };
    }
    if (name !== 'DeleteMessageCommand') sent.push(input);
    return { MessageId: 'new' };
  };
  return { sent, aws: { sqs: { send }, lambda: { send } } as unknown as Clients };
}

describe('Redrive', () => {
  test('sends a message again with the id under which it was first sent, however often', async () => {
    const message = { Body: '{"key":"m.json","force":true}', MessageId: 'm-1' };
    const MessageAttributes = { originalMessageId: { DataType: 'String', StringValue: 'm-1' } };
    const again = { ...message, MessageId: 'm-2', MessageAttributes };
    const { sent, aws } = queuesOf({ 'jobs-dlq': [message, again] });
    expect((await redrive(stack, aws)).jobs).toEqual(Array(2).fill({ body: message.Body, messageId: 'new' }));
    expect(sent).toEqual(Array(2).fill({ QueueUrl: 'jobs', MessageBody: message.Body, MessageAttributes }));
  });

  test('loads a part that was paused from its start: what was written may be gone since', async () => {
    const requestPayload = { Records: [{ s3: {} }], written: 500, handovers: 10 };
    const { sent, aws } = queuesOf({ 'load-failed': [{ Body: JSON.stringify({ requestPayload }) }] });
    expect(await redrive(stack, aws)).toMatchObject({ loads: 1, unreadable: 0 });
    expect(sent).toMatchObject([{ FunctionName: 'load', Payload: '{"Records":[{"s3":{}}]}' }]);
  });
});
