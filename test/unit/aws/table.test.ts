import { Readable } from 'node:stream';
import { type BatchWriteItemCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoTable } from '../../../src/aws/table';
import type { Item } from '../../../src/ports';
import { asBuffer } from '../../../src/row/utf8';
import { parseJson } from '../../../src/row/value';

type Requests = NonNullable<BatchWriteItemCommandInput['RequestItems']>[string];
const item = (n: number, more = {}): Item => ({ pk: `d#${n}`, _job: 'j', _row: n, ...more });
const items = (count: number) => Array.from({ length: count }, (_, n) => item(n));
const soon = () => Date.now() + 5000;

/** A table whose client gives the answers of `answer`. */
function table(answer: (requests: Requests, call: number) => Requests | Error, writers = 4) {
  const calls: Requests[] = [];
  const send = async ({ input }: { input: BatchWriteItemCommandInput }) => {
    const requests = input.RequestItems?.t ?? [];
    const call = calls.push(requests);
    await new Promise(setImmediate);
    const left = answer(requests, call);
    if (left instanceof Error) throw left;
    return { UnprocessedItems: left.length > 0 ? { t: left } : {} };
  };
  return { calls, records: new DynamoTable('t', writers, { send } as unknown as DynamoDBClient) };
}

describe('Writing to DynamoDB', () => {
  test('uses batches of 25 and writes every item once', async () => {
    const { calls, records } = table(() => []);
    expect(await records.write([items(60)], soon())).toEqual({ count: 60, all: true });
    expect(calls.map((requests) => requests.length).sort()).toEqual([10, 25, 25]);
    const keys = calls.flat().map((request) => request.PutRequest?.Item?.pk?.S);
    expect(new Set(keys).size).toBe(60);
  });

  test('makes no call when there is nothing to write', async () => {
    const { calls, records } = table(() => []);
    expect(await records.write([], soon())).toEqual({ count: 0, all: true });
    expect(calls).toEqual([]);
  });

  test('sends only unprocessed items again', async () => {
    const { calls, records } = table((requests, call) => (call === 1 ? requests.slice(0, 3) : []), 1);
    expect(await records.write([items(25)], soon())).toEqual({ count: 25, all: true });
    expect(calls.map((requests) => requests.length)).toEqual([25, 3]);
  });

  test('sends unprocessed items again unchanged, whatever their values', async () => {
    const fields =
      '{"large": 4.93e76, "exact": 0.12345678901234567890123456789, "o": {"constructor": {"a": []}}}';
    const sent: BatchWriteItemCommandInput[] = [];
    // The answer is given below the client, because this tests how the client parses it.
    const handle = async ({ body }: { body: Uint8Array }) => {
      const call = JSON.parse(asBuffer(body).toString()) as BatchWriteItemCommandInput;
      sent.push(call);
      const answer = { UnprocessedItems: sent.length === 1 ? call.RequestItems : {} };
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      return { response: { statusCode: 200, headers, body: Readable.from([JSON.stringify(answer)]) } };
    };
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const client = new DynamoDBClient({
      region: 'us-east-1',
      credentials,
      requestHandler: { handle } as never,
    });
    const records = new DynamoTable('t', 1, client);
    await records.write([[item(1, parseJson(fields) as object)]], soon());
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[1]?.RequestItems?.t?.[0]?.PutRequest?.Item).toMatchObject({
      large: { N: '4.93e+76' },
      exact: { N: '0.12345678901234567890123456789' },
      o: { M: { constructor: { M: { a: { L: [] } } } } },
    });
  });

  test('gives up at the deadline when the table is throttled throughout', async () => {
    const { records } = table((requests) => requests);
    const writing = records.write([items(30)], Date.now() + 100);
    await expect(writing).rejects.toEqual(
      expect.objectContaining({ name: 'RetryableFailure', code: 'TABLE_THROTTLED' }),
    );
  });

  test.each(['ProvisionedThroughputExceededException', 'ThrottlingException', 'RequestLimitExceeded'])(
    'treats a call that is throttled as a whole like one that left everything unprocessed (%s)',
    async (name) => {
      const throttled = Object.assign(new Error('slow down'), { name });
      const { calls, records } = table((_, call) => (call < 4 ? throttled : []), 1);
      expect(await records.write([items(50)], soon())).toEqual({ count: 50, all: true });
      expect(calls.map((requests) => requests.length)).toEqual([25, 25, 25, 25, 25]);
    },
  );

  test('reports how many items it wrote when every later call is throttled until the deadline', async () => {
    const throttled = Object.assign(new Error('slow down'), {
      name: 'ProvisionedThroughputExceededException',
    });
    const { records } = table((_, call) => (call === 1 ? [] : throttled), 1);
    expect(await records.write([items(50)], Date.now() + 300)).toEqual({ count: 25, all: false });
    const nothing = table(() => throttled).records.write([items(50)], Date.now() + 300);
    await expect(nothing).rejects.toMatchObject({ name: 'RetryableFailure', code: 'TABLE_THROTTLED' });
  });

  test('makes no call of more than 16 MB, whatever the items contain', async () => {
    const numbers = Array.from({ length: 100_000 }, () => 1);
    const controls = '\u0000'.repeat(399_000);
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`field ${i}`, null]));
    for (const fields of [{ numbers }, { controls }, wide]) {
      const sizes: number[] = [];
      const { records, calls } = table((requests) => {
        sizes.push(Buffer.byteLength(JSON.stringify(requests)));
        calls.length = 0;
        return [];
      }, 1);
      const many = Array.from({ length: 25 }, (_, n) => item(n, fields));
      expect(await records.write([many], Date.now() + 60_000)).toEqual({ count: 25, all: true });
      expect(Math.max(...sizes)).toBeLessThan(16e6);
      expect(sizes.length).toBeLessThanOrEqual(25);
    }
    const { calls, records } = table(() => [], 1);
    await records.write(
      [Array.from({ length: 25 }, (_, n) => item(n, { text: 'x'.repeat(20_000) }))],
      soon(),
    );
    expect(calls).toHaveLength(1);
  });

  test('stops taking items at the deadline, and reports how many it wrote', async () => {
    const { calls, records } = table(() => [], 2);
    expect(await records.write([items(200)], Date.now() - 1)).toEqual({ count: 50, all: false });
    expect(calls.flat()).toHaveLength(50);
  });

  test('counts only the items before the first unprocessed one', async () => {
    const throttled = (requests: Requests) =>
      requests.filter(({ PutRequest }) => PutRequest?.Item?._row?.N === '30');
    const { records } = table(throttled, 2);
    expect(await records.write([items(100)], Date.now() + 100)).toEqual({ count: 25, all: false });
  });

  test('stops all writers when one fails, so that none continues after the call', async () => {
    const { calls, records } = table((_, call) => (call === 2 ? new Error('AccessDenied') : []));
    await expect(records.write([items(1000)], soon())).rejects.toThrow('AccessDenied');
    const made = calls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(calls.length).toBe(made);
    expect(made).toBeLessThan(12);
  });

  test('throws a failure of its source, and closes a source whose items it cannot write', async () => {
    const broken = async function* () {
      yield [item(1)];
      throw new Error('the CSV is broken');
    };
    await expect(table(() => []).records.write(broken(), soon())).rejects.toThrow('the CSV is broken');
    let closed = false;
    const endless = async function* () {
      try {
        for (let n = 0; ; n++) yield [item(n)];
      } finally {
        closed = true;
      }
    };
    await expect(table(() => new Error('AccessDenied')).records.write(endless(), soon())).rejects.toThrow(
      'AccessDenied',
    );
    expect(closed).toBe(true);
  });

  test('treats the field constructor of a nested object as a field', async () => {
    const { calls, records } = table(() => []);
    await records.write([[item(1, { a: { constructor: { name: 'Number' } } })]], soon());
    expect(calls[0]?.[0]?.PutRequest?.Item?.a).toEqual({
      M: { constructor: { M: { name: { S: 'Number' } } } },
    });
  });

  test('keeps digits that a double cannot hold, and doubles past 2^53', async () => {
    const { calls, records } = table(() => []);
    const fields = parseJson('{"big":1e21,"small":1.5}') as Item;
    await records.write([[item(1, { ...fields, long: parseJson('[9007199254740993]') })]], soon());
    expect(calls[0]?.[0]?.PutRequest?.Item).toMatchObject({
      long: { L: [{ N: '9007199254740993' }] },
      big: { N: '1e+21' },
      small: { N: '1.5' },
    });
  });
});
