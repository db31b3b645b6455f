import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { Letters } from '../../../../kit/page/letters';
import type { Opened } from '../../../../kit/page/look';

const none = { visible: 0, inFlight: 0, delayed: 0 };

test('a dead letter whose function was killed each time says that nothing was logged', async () => {
  const Messages = [{ MessageId: 'm', Body: '{"key":"a.json"}', ReceiptHandle: 'r' }];
  let received = 0;
  const sqs = new SQSClient({ region: 'us-east-1' });
  sqs.send = (async () => (received++ === 0 ? { Messages } : {})) as typeof sqs.send;
  const logs = new CloudWatchLogsClient({ region: 'us-east-1' });
  logs.send = (async () => ({ events: [] })) as typeof logs.send;
  const stack = { jobsDlqUrl: 'dlq', loadFailedQueueUrl: 'failed', stage: { offline: true } };
  const letters = new Letters({ stack, aws: { sqs, logs } } as unknown as Opened);
  await letters.look({ jobs: none, jobsDlq: { ...none, visible: 1 }, loadFailed: none });
  expect(letters.views(9, [])).toEqual([{ id: 'm', queue: 'jobs-dlq', what: 'a.json' }]);
  await letters.explainSome([]);
  expect(letters.views(9, [])[0]?.reason).toMatch(/^No reason was logged/);
});
