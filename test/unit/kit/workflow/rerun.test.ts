import { NotFound } from '@aws-sdk/client-s3';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';
import { planRerun } from '../../../../kit/workflow/rerun';
import { type JobRequest, jobOf } from '../../../../src/ledger/job';
import type { JobReceipt } from '../../../../src/ledger/receipt';
import { ledgerOf } from '../../../support/ledger';

const TOMORROW = Date.now() / 1000 + 86_400;
let started = 0;

/** Returns a job's receipt, newer than the one before. */
function receipt(key: string, version: number, more: Partial<JobReceipt & JobRequest> = {}) {
  const request = { key, dataset: 'rain', format: 'csv', messageId: 'm', ...more } as JobRequest;
  const startedAt = new Date(1e12 + 1000 * started++).toISOString();
  const job = { ...request, state: 'extracted', startedAt, parts: 0, expires: TOMORROW, ...more };
  return { ...job, pk: jobOf(request, 'e', version).id, sk: 'job' };
}

/** Plans a rerun under version 2, with these receipts in the ledger and these keys missing from the bucket. */
function plan(receipts: object[], missing: string[] = []) {
  const s3 = {
    send: async ({ input }: { input: { Key: string } }) => {
      if (missing.includes(input.Key)) throw new NotFound({ message: '', $metadata: {} });
      return { ETag: '"e"' };
    },
  };
  const { aws } = ledgerOf(receipts as { pk: string }[]);
  const stack = { ledgerTable: 'ledger', inputBucket: 'in', pipelineVersion: 2 } as Stack;
  return planRerun(stack, { ...aws, s3 } as unknown as Clients, 'rain');
}

const message = (key: string, more: object = {}) => ({ key, dataset: 'rain', format: 'csv', ...more });

test('each file of the dataset is sent once, the oldest first, with the options of its last message', async () => {
  const receipts = [
    receipt('a.csv', 1),
    receipt('b.csv', 1, { state: 'failed' }),
    receipt('a.csv', 1, { idColumns: ['day'] }),
    receipt('c.csv', 1, { dataset: 'snow' }),
  ];
  expect(await plan(receipts)).toEqual({
    messages: [message('b.csv'), message('a.csv', { id: ['day'] })],
    ...{ done: [], gone: [], lone: [] },
  });
});

test('a forced message is sent again without force', async () => {
  const { messages } = await plan([receipt('a.csv', 1, { forcedBy: 'm-0' })]);
  expect(messages).toEqual([message('a.csv')]);
});

test('a file that this version has processed is not sent', async () => {
  const rerun = await plan([receipt('a.csv', 1), receipt('b.csv', 1), receipt('a.csv', 2)]);
  expect(rerun).toMatchObject({ messages: [message('b.csv')], done: ['a.csv'] });
});

test('a deleted file, and a CSV that had no message, are named and not sent', async () => {
  const { format: _, ...lone } = receipt('rain.csv', 1);
  expect(await plan([receipt('a.csv', 1), lone], ['a.csv'])).toEqual({
    ...{ messages: [], done: [], gone: ['a.csv'], lone: ['rain.csv'] },
  });
});

test('a receipt that has expired names no file', async () => {
  expect((await plan([{ ...receipt('a.csv', 1), expires: 1 }])).messages).toEqual([]);
});
