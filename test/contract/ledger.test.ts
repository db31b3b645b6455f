import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../../src/aws/dynamo';
import { DynamoLedger } from '../../src/aws/ledger';
import type { Job } from '../../src/ledger/job';
import type { JobReceipt, Ledger, PartReceipt } from '../../src/ledger/receipt';
import { MemoryLedger } from '../support/memory/ledger';
import { testStack } from '../support/stack';

interface Implementation {
  ledger: Ledger;
  receipt(job: string): Promise<JobReceipt | undefined>;
}

const implementations: Record<string, () => Promise<Implementation>> = {
  'in memory': async () => {
    const ledger = new MemoryLedger();
    return { ledger, receipt: async (job) => ledger.receipt(job) };
  },
  'in DynamoDB on the engine': async () => {
    const { ledgerTable: TableName } = await testStack();
    const client = dynamo();
    const documents = DynamoDBDocumentClient.from(client);
    return {
      ledger: new DynamoLedger(TableName, 30, client),
      receipt: async (job) => {
        const { Item } = await documents.send(
          new GetCommand({ TableName, Key: { pk: job, sk: 'job' }, ConsistentRead: true }),
        );
        return Item as JobReceipt | undefined;
      },
    };
  },
};

const RESULT = { parts: 2, rows: 10, rejected: 1 };
const later = () => Date.now() + 60_000;
const failure = (code: string) => expect.objectContaining({ name: 'RetryableFailure', code });

describe.each(Object.entries(implementations))('A ledger %s', (_, make) => {
  let ledger: Ledger;
  let receipt: Implementation['receipt'];
  let job: Job;

  beforeAll(async () => {
    ({ ledger, receipt } = await make());
  });
  beforeEach(() => {
    const request = { key: 'm.json', dataset: 'm', format: 'json', messageId: 'm-1', force: false } as const;
    job = { ...request, job: `contract-${randomUUID()}`, run: 'first', etag: 'e' };
  });

  const forced = (messageId: string): Job => ({ ...job, force: true, run: messageId, messageId });
  const part = (more: Partial<PartReceipt> = {}): PartReceipt => ({
    ...{ job: job.job, run: 'first', part: 1, key: 'm.csv', etag: 'e', loadedAt: '2026-01-01T00:00:00.000Z' },
    ...{ rows: 3, accepted: 1, rejected: 1, superseded: 1, ...more },
  });

  test('lets a job be claimed, and tells of it', async () => {
    expect(await ledger.claim(job, 'a', later())).toBe('claimed');
    expect(await receipt(job.job)).toMatchObject({
      ...{ run: 'first', state: 'extracting', key: 'm.json', etag: 'e', dataset: 'm' },
      ...{ messageId: 'm-1', tries: 1, startedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  });

  test('keeps what a message asked for, to send it again', async () => {
    await ledger.claim({ ...job, id: ['a', 'b'] }, 'a', later());
    expect(await receipt(job.job)).toMatchObject({ format: 'json', id: ['a', 'b'] });
    const other = { ...job, job: `contract-${randomUUID()}` };
    await ledger.claim(other, 'a', later());
    expect(await receipt(other.job)).not.toHaveProperty('id');
  });

  test('gives a job to one owner at a time', async () => {
    await ledger.claim(job, 'a', later());
    await expect(ledger.claim(job, 'b', later())).rejects.toEqual(failure('JOB_CLAIMED'));
  });

  test('gives a job to exactly one of many that claim it at once', async () => {
    const claims = await Promise.allSettled(
      ['a', 'b', 'c', 'd', 'e'].map((owner) => ledger.claim(job, owner, later())),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('grants a claim again to its owner, who may not have heard the answer', async () => {
    await ledger.claim(job, 'a', later());
    expect(await ledger.claim(job, 'a', later())).toBe('claimed');
    expect(await receipt(job.job)).toMatchObject({ tries: 1 });
  });

  test('says of a job that is extracted that it is done, with its counts', async () => {
    await ledger.claim(job, 'a', later());
    await ledger.extracted(job, 'a', RESULT);
    expect(await ledger.claim(job, 'b', later())).toBe('done');
    expect(await receipt(job.job)).toMatchObject({
      state: 'extracted',
      ...RESULT,
      endedAt: expect.any(String),
    });
  });

  test('takes a claim back when its time is over', async () => {
    await ledger.claim(job, 'a', Date.now() - 1);
    expect(await ledger.claim(job, 'b', later())).toBe('claimed');
    await expect(ledger.extracted(job, 'a', RESULT)).rejects.toEqual(failure('CLAIM_LOST'));
    await ledger.failed(job, 'a', 'TOO_LATE');
    expect(await receipt(job.job)).toMatchObject({ state: 'extracting', tries: 2 });
    await ledger.extracted(job, 'b', RESULT);
  });

  test('lets a job that failed be claimed at once, and forgets why when it goes well', async () => {
    await ledger.claim(job, 'a', later());
    await ledger.failed(job, 'a', 'JSON_TRUNCATED');
    expect(await receipt(job.job)).toMatchObject({ state: 'failed', reason: 'JSON_TRUNCATED', tries: 1 });
    expect(await ledger.claim(job, 'b', later())).toBe('claimed');
    expect(await receipt(job.job)).not.toHaveProperty('reason');
    expect(await receipt(job.job)).toMatchObject({ tries: 2 });
  });

  test('lets a job that is done be forced, once for each message', async () => {
    await ledger.claim(job, 'a', later());
    await ledger.extracted(job, 'a', RESULT);
    expect(await ledger.claim(forced('m-2'), 'b', later())).toBe('claimed');
    expect(await receipt(job.job)).not.toHaveProperty('rows');
    await ledger.extracted(forced('m-2'), 'b', RESULT);
    expect(await ledger.claim(forced('m-2'), 'c', later())).toBe('done');
    expect(await ledger.claim(job, 'c', later())).toBe('done');
    expect(await ledger.claim(forced('m-3'), 'c', later())).toBe('claimed');
  });

  test('does not let force break into a claim', async () => {
    await ledger.claim(job, 'a', later());
    await expect(ledger.claim(forced('m-2'), 'b', later())).rejects.toEqual(failure('JOB_CLAIMED'));
  });

  test('keeps a receipt for each part that is loaded, and the one of a later run in its place', async () => {
    expect(await ledger.part(job.job, 1)).toBeUndefined();
    await ledger.loaded(part(), undefined);
    await ledger.loaded(part({ part: 2, rows: 5 }), undefined);
    await ledger.loaded(part({ run: 'm-2' }), part());
    expect(await ledger.part(job.job, 1)).toMatchObject(part({ run: 'm-2' }));
    expect(await ledger.part(job.job, 2)).toMatchObject({ rows: 5 });
    expect(await receipt(job.job)).toBeUndefined();
  });

  test('lets no load replace a receipt of another run or version that was not there when it began', async () => {
    await ledger.loaded(part({ run: 'm-2' }), undefined);
    await expect(ledger.loaded(part(), undefined)).rejects.toEqual(failure('RECEIPT_CHANGED'));
    await expect(ledger.loaded(part({ run: 'm-3' }), part())).rejects.toEqual(failure('RECEIPT_CHANGED'));
    const other = part({ run: 'm-2', etag: 'f' });
    await expect(ledger.loaded(part({ run: 'm-3' }), other)).rejects.toEqual(failure('RECEIPT_CHANGED'));
    const earlier = part({ run: 'm-2', loadedAt: '2025-12-31T00:00:00.000Z' });
    await expect(ledger.loaded(part({ run: 'm-3' }), earlier)).rejects.toEqual(failure('RECEIPT_CHANGED'));
    expect(await ledger.part(job.job, 1)).toMatchObject(part({ run: 'm-2' }));
  });

  test('takes a receipt that was only given a new time for another one', async () => {
    await ledger.loaded(part(), undefined);
    await ledger.loaded(part({ loadedAt: '2026-01-02T00:00:00.000Z' }), part());
    await expect(ledger.loaded(part({ run: 'm-2' }), part())).rejects.toEqual(failure('RECEIPT_CHANGED'));
  });

  test('tells which run took a job last', async () => {
    expect(await ledger.job(job.job)).toBeUndefined();
    await ledger.claim(job, 'a', later());
    await ledger.extracted(job, 'a', RESULT);
    expect(await ledger.job(job.job)).toMatchObject({ run: 'first', state: 'extracted', tries: 1 });
    await ledger.claim(forced('m-2'), 'b', later());
    expect(await ledger.job(job.job)).toMatchObject({ run: 'm-2', state: 'extracting', tries: 2 });
  });

  test('takes a receipt of the same load twice', async () => {
    await ledger.loaded(part(), undefined);
    await ledger.loaded(part(), undefined);
    await ledger.loaded(part({ run: 'm-2' }), part());
    await ledger.loaded(part({ run: 'm-2' }), part());
    expect(await ledger.part(job.job, 1)).toMatchObject(part({ run: 'm-2' }));
  });

  test('counts a CSV that came without a job as a job of one part', async () => {
    await ledger.loaded(part(), undefined, { dataset: 'people' });
    expect(await ledger.part(job.job, 1)).toMatchObject(part());
    expect(await receipt(job.job)).toMatchObject({
      state: 'extracted',
      parts: 1,
      rows: 3,
      rejected: 0,
      dataset: 'people',
      messageId: '',
    });
  });
});
