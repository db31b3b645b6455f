import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { readJobs, readLedger } from '../../../../kit/pipeline/ledger';
import { settle } from '../../../../kit/pipeline/settle';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';

const stack = {
  ...{ stage: { name: 'prod', offline: false }, ledgerTable: 'ledger', jobsQueueUrl: 'jobs' },
  ...{ jobsDlqUrl: 'jobs-dlq', loadFailedQueueUrl: 'load-failed' },
} as Stack;
const TOMORROW = Date.now() / 1000 + 86_400;
const YESTERDAY = Date.now() / 1000 - 86_400;

const receipt = (job: string, expires: number, parts = 1) => ({
  ...{ pk: job, sk: 'job', job, run: 'first', state: 'extracted', key: `${job}.json`, parts, expires },
  ...{ messageId: 'm', startedAt: '2026-01-01T00:00:00.000Z', rows: 1, rejected: 0, format: 'json' },
});
const part = (job: string, expires: number, number = 1) => ({
  ...{ pk: job, sk: `part-0000${number}`, job, run: 'first', part: number, expires },
  ...{ rows: 1, accepted: 1, rejected: 0, superseded: 0 },
});

/** A ledger of these items, and the operations that it was asked for. */
function ledgerOf(items: { pk: string }[]) {
  const asked: string[] = [];
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  dynamo.send = (async ({
    constructor: { name },
    input,
  }: {
    constructor: object & { name: string };
    input: Input;
  }) => {
    asked.push(name);
    const job = input.ExpressionAttributeValues?.[':job'];
    return { Items: items.filter(({ pk }) => job === undefined || pk === job) };
  }) as unknown as typeof dynamo.send;
  const sqs = { send: async () => ({}) };
  return { asked, aws: { dynamo, sqs } as unknown as Clients };
}
type Input = { ExpressionAttributeValues?: Record<string, string> };

test('a receipt that has expired is not shown, though DynamoDB has not deleted it', async () => {
  const items = [
    receipt('old', YESTERDAY),
    receipt('a', TOMORROW, 2),
    part('a', TOMORROW),
    part('a', YESTERDAY, 2),
  ];
  const { aws } = ledgerOf(items);
  const jobs = await readLedger(stack, aws);
  expect(jobs.map(({ receipt: { id: job }, missing }) => [job, missing])).toEqual([['a', [2]]]);
  expect(await readJobs(stack, aws, ['old'])).toEqual([]);
});

test('waiting for a message asks the ledger for its job alone, and never scans it', async () => {
  const { asked, aws } = ledgerOf([receipt('a', TOMORROW), part('a', TOMORROW), receipt('other', TOMORROW)]);
  const sent = [{ messageId: 'm', name: 'a.json', job: 'a', forced: false }];
  const { jobs } = await settle(stack, aws, { sent, deadlineMs: 1000 });
  expect(jobs).toMatchObject([{ phase: 'done', receipt: { job: 'a' } }]);
  expect(asked).toEqual(['QueryCommand']);
});
