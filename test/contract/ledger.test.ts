import { randomUUID } from 'node:crypto';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from '../../src/aws/dynamo';
import { DynamoLedger } from '../../src/aws/ledger';
import { PermanentFailure, RetryableFailure } from '../../src/errors';
import type { Job } from '../../src/ledger/job';
import type { JobReceipt, PartReceipt } from '../../src/ledger/receipt';
import type { Ledger } from '../../src/ports';
import { MemoryLedger } from '../support/memory/ledger';
import { testStack } from '../support/stack';

interface Implementation {
  ledger: Ledger;
  receipt(job: string): Promise<JobReceipt | undefined>;
}

const implementations: Record<string, (receiptDays?: number) => Promise<Implementation>> = {
  'in memory': async (receiptDays) => {
    const ledger = new MemoryLedger(receiptDays);
    return { ledger, receipt: async (job) => ledger.receipt(job) };
  },
  'in DynamoDB on the engine': async (receiptDays = 30) => {
    const { ledgerTable: TableName } = await testStack();
    const client = dynamo();
    const documents = DynamoDBDocumentClient.from(client);
    return {
      ledger: new DynamoLedger(TableName, receiptDays, client),
      receipt: async (job) => {
        const { Item } = await documents.send(
          new GetCommand({ TableName, Key: { pk: job, sk: 'job' }, ConsistentRead: true }),
        );
        return Item as JobReceipt | undefined;
      },
    };
  },
};

const RESULT = { parts: 2, rows: 10, rejected: 1, filtered: 2 };
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
    const request = { key: 'm.json', dataset: 'm', format: 'json', messageId: 'm-1' } as const;
    job = { ...request, id: `contract-${randomUUID()}`, etag: 'e' };
  });

  const part = (more: Partial<PartReceipt> = {}): PartReceipt => ({
    ...{ job: job.id, part: 1, key: 'm.csv', etag: 'e', loadedAt: '2026-01-01T00:00:00.000Z' },
    ...{ rows: 3, accepted: 1, rejected: 1, superseded: 1, filtered: 0, ...more },
  });

  test('lets a job be claimed, and reports the claim', async () => {
    expect(await ledger.claim(job, 'a', later())).toBe('claimed');
    expect(await receipt(job.id)).toMatchObject({
      ...{ state: 'extracting', key: 'm.json', etag: 'e', dataset: 'm' },
      ...{ messageId: 'm-1', tries: 1, startedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
  });

  test('keeps what a message asked for, to send it again', async () => {
    await ledger.claim({ ...job, idColumns: ['a', 'b'], forcedBy: 'm-0' }, 'a', later());
    expect(await receipt(job.id)).toMatchObject({ format: 'json', idColumns: ['a', 'b'], forcedBy: 'm-0' });
    const other = { ...job, id: `contract-${randomUUID()}` };
    await ledger.claim(other, 'a', later());
    expect(await receipt(other.id)).not.toHaveProperty('idColumns');
    expect(await receipt(other.id)).not.toHaveProperty('forcedBy');
  });

  test('gives a job to one owner at a time', async () => {
    await ledger.claim(job, 'a', later());
    await expect(ledger.claim(job, 'b', later())).rejects.toEqual(failure('JOB_CLAIMED'));
  });

  test('reports when the claim ends to a caller that asks for a claimed job', async () => {
    const until = later();
    await ledger.claim(job, 'a', until);
    await expect(ledger.claim(job, 'b', later())).rejects.toMatchObject({ retryAt: until });
  });

  test('refuses a job only to the message for which it failed permanently', async () => {
    await ledger.claim(job, 'a', later());
    await ledger.failed(job, 'a', new PermanentFailure('JSON_TRUNCATED', { offset: 7 }));
    const before = await receipt(job.id);
    expect(before).toMatchObject({ state: 'failed', reason: 'JSON_TRUNCATED', failedFor: ['m-1'], tries: 1 });
    await expect(ledger.claim(job, 'b', later())).rejects.toMatchObject({
      ...{ name: 'PermanentFailure', code: 'JSON_TRUNCATED', message: expect.stringContaining('byte 7') },
    });
    expect(await receipt(job.id)).toEqual(before);
    const redriven = { ...job, messageId: 'm-2' };
    expect(await ledger.claim(redriven, 'c', later())).toBe('claimed');
    // The job may succeed for another message.
    await expect(ledger.claim(job, 'b', later())).rejects.toEqual(failure('JOB_CLAIMED'));
    await ledger.failed(redriven, 'c', new PermanentFailure('JSON_TRUNCATED', { offset: 7 }));
    for (const tried of [job, redriven]) {
      await expect(ledger.claim(tried, 'b', later())).rejects.toMatchObject({ code: 'JSON_TRUNCATED' });
    }
  });

  test('gives a job to exactly one of many owners that claim it at once', async () => {
    const claims = await Promise.allSettled(
      ['a', 'b', 'c', 'd', 'e'].map((owner) => ledger.claim(job, owner, later())),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('grants a claim again to its owner, who may have missed the answer', async () => {
    await ledger.claim(job, 'a', later());
    expect(await ledger.claim(job, 'a', later())).toBe('claimed');
    expect(await receipt(job.id)).toMatchObject({ tries: 1 });
  });

  test('reports an extracted job as done, with its counts', async () => {
    await ledger.claim(job, 'a', later());
    await ledger.extracted(job, 'a', RESULT);
    expect(await ledger.claim(job, 'b', later())).toBe('done');
    expect(await receipt(job.id)).toMatchObject({
      state: 'extracted',
      ...RESULT,
      endedAt: expect.any(String),
    });
  });

  test('keeps the warnings of a job, until the job is claimed again', async () => {
    const warnings = [{ code: 'HEADER_SPACES', message: 'the name of column 2 has spaces around it' }];
    await ledger.claim(job, 'a', Date.now() - 1);
    await ledger.extracted(job, 'a', { ...RESULT, warnings });
    expect(await receipt(job.id)).toMatchObject({ warnings });
    const { ledger: yesterday } = await make(-1);
    const forgotten = { ...job, id: `contract-${randomUUID()}` };
    await yesterday.claim(forgotten, 'a', later());
    await yesterday.extracted(forgotten, 'a', { ...RESULT, warnings });
    await ledger.claim(forgotten, 'b', later());
    expect(await receipt(forgotten.id)).not.toHaveProperty('warnings');
  });

  test('releases a claim when it expires', async () => {
    await ledger.claim(job, 'a', Date.now() - 1);
    expect(await ledger.claim(job, 'b', later())).toBe('claimed');
    await expect(ledger.extracted(job, 'a', RESULT)).rejects.toEqual(failure('CLAIM_LOST'));
    await ledger.failed(job, 'a', new Error('too late'));
    expect(await receipt(job.id)).toMatchObject({ state: 'extracting', tries: 2 });
    await ledger.extracted(job, 'b', RESULT);
  });

  test('lets a failed job be claimed at once, and forgets the failure after a success', async () => {
    await ledger.claim(job, 'a', later());
    await ledger.failed(job, 'a', new RetryableFailure('BODY_CUT', { received: 1, bytes: 2 }));
    expect(await receipt(job.id)).toMatchObject({ state: 'failed', reason: 'BODY_CUT', tries: 1 });
    expect(await ledger.claim(job, 'b', later())).toBe('claimed');
    expect(await receipt(job.id)).not.toHaveProperty('reason');
    expect(await receipt(job.id)).toMatchObject({ tries: 2 });
  });

  test('keeps the last receipt of each loaded part', async () => {
    expect(await ledger.part(job.id, 1)).toBeUndefined();
    await ledger.loaded(part());
    await ledger.loaded(part({ part: 2, rows: 5 }));
    await ledger.loaded(part({ etag: 'f' }));
    expect(await ledger.part(job.id, 1)).toMatchObject(part({ etag: 'f' }));
    expect(await ledger.part(job.id, 2)).toMatchObject({ rows: 5 });
    expect(await receipt(job.id)).toBeUndefined();
  });

  test('ignores an expired receipt that DynamoDB has not deleted yet', async () => {
    const { ledger: yesterday } = await make(-1);
    await yesterday.claim(job, 'a', later());
    await yesterday.extracted(job, 'a', RESULT);
    expect(await yesterday.claim(job, 'b', later())).not.toBe('done');
    expect(await ledger.claim(job, 'c', later())).toBe('claimed');
    for (const count of Object.keys(RESULT)) expect(await receipt(job.id)).not.toHaveProperty(count);
    await yesterday.loaded(part());
    expect(await yesterday.part(job.id, 1)).toBeUndefined();
    await ledger.loaded(part({ etag: 'f' }));
    expect(await ledger.part(job.id, 1)).toMatchObject({ etag: 'f' });
  });

  test('counts a lone CSV as a job of one part', async () => {
    const warnings = [{ code: 'HEADER_SPACES', message: 'the name of column 1 has spaces around it' }];
    await ledger.loaded(part(), { dataset: 'people', warnings });
    expect(await ledger.part(job.id, 1)).toMatchObject(part());
    expect(await receipt(job.id)).toMatchObject({
      state: 'extracted',
      parts: 1,
      rows: 3,
      rejected: 0,
      filtered: 0,
      dataset: 'people',
      warnings,
      messageId: '',
    });
  });
});
