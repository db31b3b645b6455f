import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, NumberValue } from '@aws-sdk/lib-dynamodb';
import { splitNumber } from 'lossless-json';
import { dynamo } from '../../src/aws/dynamo';
import { DynamoTable } from '../../src/aws/table';
import type { Item, RecordTable } from '../../src/ports';
import { LosslessNumber, parseJson, type Row } from '../../src/row/value';
import { MemoryRecords } from '../support/memory/records';
import { testStack } from '../support/stack';

interface Implementation {
  records: RecordTable;
  item(pk: string): Promise<Record<string, unknown> | undefined>;
}

const implementations: Record<string, () => Promise<Implementation>> = {
  'in memory': async () => {
    const records = new MemoryRecords();
    return { records, item: async (pk) => records.items.get(pk) };
  },
  'in DynamoDB on the engine': async () => {
    const { recordsTable: TableName } = await testStack();
    const exact = DynamoDBDocumentClient.from(new DynamoDBClient(), {
      unmarshallOptions: { wrapNumbers: true },
    });
    return {
      records: new DynamoTable(TableName, 4, dynamo()),
      item: async (pk) =>
        (await exact.send(new GetCommand({ TableName, Key: { pk }, ConsistentRead: true }))).Item,
    };
  },
};

/** Returns every number as its sign, digits and power of ten, whatever its type. */
function canonical(value: unknown): unknown {
  if (typeof value === 'number' || value instanceof LosslessNumber || value instanceof NumberValue) {
    const { sign, digits, exponent } = splitNumber(String(value).replace(/^\+/, ''));
    return `number ${sign}${digits}e${exponent}`;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(canonical);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, canonical(field)]));
}

const soon = () => Date.now() + 30_000;

describe.each(Object.entries(implementations))('A records table %s', (_, make) => {
  let records: RecordTable;
  let item: Implementation['item'];
  let dataset: string;

  beforeAll(async () => {
    ({ records, item } = await make());
  });
  beforeEach(() => {
    dataset = `contract-${randomUUID()}`;
  });

  const itemOf = (row: number, fields: Row = {}): Item => ({
    ...fields,
    pk: `${dataset}#${row}`,
    _job: 'j',
    _row: row,
  });

  test.each([
    '{"a":null,"b":"","c":false,"d":0,"e":true}',
    '{"a":[],"b":{},"c":[[],{"x":[null,"",{"y":{}}]}]}',
    '{"a":12345678901234567890123456789012345678,"b":-0.12345678901234567890123456789012345678}',
    '{"a":9007199254740993,"b":[9007199254740993],"c":{"d":9007199254740993}}',
    '{"a":1e21,"b":[1e21,-1e21],"c":9.9e125,"d":1e-130,"e":1e100,"f":-1e-130}',
    '{"a":"007","b":"2020-01-01","c":"\\u0000\\r\\n\\"","d":"é😀\\ufeff"}',
    '{"a.b":1," ":2,"é":3,"toString":4,"#x":5,":y":6}',
    '{"a":{"constructor":{"name":"Number"}},"b":{"constructor":"x","prototype":1,"pk":2},"c":{"isLosslessNumber":true}}',
    '{"a":{"constructor":{"name":"Set"},"toString":"x","length":3}}',
  ])('returns %s unchanged', async (json) => {
    const fields = parseJson(json) as Row;
    expect(await records.write([[itemOf(1, fields)]], soon())).toEqual({ count: 1, all: true });
    expect(canonical(await item(`${dataset}#1`))).toEqual(canonical(itemOf(1, fields)));
  });

  test('returns an item of almost 400 KB', async () => {
    await records.write([[itemOf(1, { a: 'x'.repeat(409_000) })]], soon());
    expect((await item(`${dataset}#1`))?.a).toHaveLength(409_000);
  });

  test('writes any number of items, and says how many', async () => {
    expect(await records.write([], soon())).toEqual({ count: 0, all: true });
    const many = Array.from({ length: 137 }, (_, i) => itemOf(i + 1, { n: i }));
    expect(await records.write([many], soon())).toEqual({ count: 137, all: true });
    for (const row of [1, 25, 26, 137]) expect(await item(`${dataset}#${row}`)).toBeDefined();
    expect(await item(`${dataset}#138`)).toBeUndefined();
  });

  test('writes items while its source still produces them', async () => {
    const coming = async function* () {
      for (let row = 1; row <= 60; row++) yield [itemOf(row)];
    };
    expect(await records.write(coming(), soon())).toEqual({ count: 60, all: true });
  });

  test('replaces an item whole', async () => {
    await records.write([[itemOf(1, { a: 1, b: 2 })]], soon());
    await records.write([[itemOf(1, { c: 3 })]], soon());
    const found = await item(`${dataset}#1`);
    expect(Object.keys(found ?? {}).sort()).toEqual(['_job', '_row', 'c', 'pk']);
  });

  test('reports when its source of items fails', async () => {
    const broken = async function* () {
      yield [itemOf(1)];
      throw new Error('the CSV is broken');
    };
    await expect(records.write(broken(), soon())).rejects.toThrow('the CSV is broken');
  });

  test('refuses two items with the same key in one write', async () => {
    await expect(records.write([[itemOf(1, { a: 1 }), itemOf(1, { a: 2 })]], soon())).rejects.toThrow(
      /ValidationException|duplicate/i,
    );
  });
});
