import type { Stack } from '../../../../kit/stack/stack';
import { readJobs, readLedger } from '../../../../kit/workflow/ledger';
import { settle } from '../../../../kit/workflow/settle';
import { ledgerOf } from '../../../support/ledger';

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
  ...{ rows: 1, accepted: 1, rejected: 0, superseded: 0, filtered: 0 },
});

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

test('waiting for a message reads only its job from the ledger, and never scans', async () => {
  const { asked, aws } = ledgerOf([receipt('a', TOMORROW), part('a', TOMORROW), receipt('other', TOMORROW)]);
  const sent = [{ messageId: 'm', name: 'a.json', job: 'a', forced: false }];
  const { jobs } = await settle(stack, aws, { sent, deadlineMs: 1000 });
  expect(jobs).toMatchObject([{ phase: 'done', receipt: { job: 'a' } }]);
  expect(asked).toEqual(['QueryCommand']);
});

test('rows that extract or load filtered are counted, even if old receipts have no such count', async () => {
  const items = [
    { ...receipt('a', TOMORROW), filtered: 2 },
    { ...part('a', TOMORROW), filtered: 3 },
  ];
  const { filtered: _, ...before } = part('b', TOMORROW);
  const { aws } = ledgerOf([...items, receipt('b', TOMORROW), before]);
  const jobs = await readLedger(stack, aws);
  expect(jobs.map(({ receipt, filtered }) => [receipt.id, filtered]).sort()).toEqual([
    ['a', 5],
    ['b', 0],
  ]);
});
