import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoLedger } from '../../../src/aws/ledger';
import type { Job } from '../../../src/ledger/job';
import type { PartReceipt } from '../../../src/ledger/receipt';

const job: Job = {
  ...{ id: 'j', etag: 'e', key: 'm.json', dataset: 'm', format: 'json' },
  ...{ messageId: 'm-1' },
};
const part: PartReceipt = {
  ...{ job: 'j', run: 'first', part: 1, key: 'm.csv', etag: 'e', loadedAt: '2026-01-01T00:00:00.000Z' },
  ...{ rows: 1, accepted: 1, rejected: 0, superseded: 0, filtered: 0 },
};

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

/** A ledger whose client fails each call before sending it, and the calls. */
function ledger() {
  const client = new DynamoDBClient({ region: 'us-east-1', credentials });
  const calls: { input: { Item?: { expires?: { N: string } }; ConsistentRead?: boolean } }[] = [];
  const refuse = (_: unknown, { commandName }: { commandName?: string }) => {
    return async (call: unknown) => {
      calls.push(call as (typeof calls)[number]);
      throw new Error(`no ${commandName}`);
    };
  };
  client.middlewareStack.add(refuse as never, { step: 'build' });
  return { calls, ledger: new DynamoLedger('t', 30, client) };
}

describe('When DynamoDB does not answer, a ledger', () => {
  test('does not report that another owner has the claim', async () => {
    await expect(ledger().ledger.claim(job, 'a', 0)).rejects.toThrow('no UpdateItemCommand');
  });

  test('does not report that the claim was lost', async () => {
    const result = { parts: 1, rows: 1, rejected: 0, filtered: 0 };
    await expect(ledger().ledger.extracted(job, 'a', result)).rejects.toThrow('no UpdateItemCommand');
    await expect(ledger().ledger.failed(job, 'a', new Error('x'))).rejects.toThrow('no UpdateItemCommand');
  });

  test('does not report that the part has no receipt', async () => {
    const { calls, ledger: silent } = ledger();
    await expect(silent.part('j', 1)).rejects.toThrow('no GetItemCommand');
    expect(calls[0]?.input.ConsistentRead).toBe(true);
  });
});

test('a receipt expires after the set number of days', async () => {
  const { calls, ledger: silent } = ledger();
  const before = Math.floor(Date.now() / 1000);
  await expect(silent.loaded(part, undefined)).rejects.toThrow('no PutItemCommand');
  const expires = Number(calls[0]?.input.Item?.expires?.N);
  expect(expires).toBeGreaterThanOrEqual(before + 30 * 86_400);
  expect(expires).toBeLessThanOrEqual(Date.now() / 1000 + 30 * 86_400);
});
