import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';
import { readDeadLetters } from '../../../../kit/workflow/dead-letters';

const stack = {
  stage: { name: 'local', offline: true },
  jobsDlqUrl: 'jobs-dlq',
  loadFailedQueueUrl: 'load-failed',
} as unknown as Stack;

test('a letter whose key does not decode still says why load failed', async () => {
  const Body = JSON.stringify({
    requestPayload: {
      Records: [{ s3: { object: { key: 'a%E0%A4%A.csv' } } }, { s3: { object: { key: 'b+c.csv' } } }],
    },
    responsePayload: { errorMessage: 'the S3 event has a key that does not decode' },
  });
  const letters: Record<string, object[]> = { 'load-failed': [{ MessageId: 'm', Body }] };
  const send = async ({ input }: { input: { QueueUrl: string } }) => ({
    Messages: letters[input.QueueUrl]?.splice(0) ?? [],
  });
  const { deadLetters } = await readDeadLetters(stack, { sqs: { send } } as unknown as Clients);
  expect(deadLetters).toMatchObject([
    { queue: 'load-failed', csvKeys: ['b c.csv'], reason: 'the S3 event has a key that does not decode' },
  ]);
});
