import * as v from 'valibot';
import { PermanentFailure } from '../../../src/errors';
import { LosslessNumber } from '../../../src/row/value';
import { dataset, decimal, pipeline, reject, skip } from '../../../src/step';
import type { Dataset } from '../../../src/step/pipeline';
import { Workflow } from '../../support/job';

function flowWith(entry: Dataset, version = 1): Workflow {
  const flow = new Workflow();
  flow.pipeline = pipeline({ version, datasets: { readings: entry } });
  return flow;
}

const rain = dataset({
  id: ['station'],
  schema: v.looseObject({ rain: decimal() }),
  transform: (row, { number }) => {
    if (row.rain < 0) return reject('RAIN_NEGATIVE', 'rain is negative');
    return row.rain === 0 ? skip : { ...row, number };
  },
});
const CSV = 'station,rain\nA,1.50\nB,-1\nC,0\nD,x\nA,2\nE,12345678901234567890.5\n';

test('each row is in the table, rejected, superseded or filtered, and the counts say so', async () => {
  const flow = flowWith(rain);
  const extracted = await flow.extract('readings.csv', CSV);
  expect(extracted).toMatchObject({ rows: 6, rejected: 2, filtered: 1, parts: 1 });
  expect(flow.ledger.receipt(extracted.job.id)).toMatchObject({ rows: 6, rejected: 2, filtered: 1 });
  const [loaded] = await flow.loadAll();
  expect(loaded).toMatchObject({
    counts: { rows: 3, accepted: 2, rejected: 0, superseded: 1, filtered: 0 },
  });
  expect(flow.rejects.map(({ row, code, raw }) => [row, code, raw.trim()])).toEqual([
    [2, 'RAIN_NEGATIVE', 'B,-1'],
    [4, 'SCHEMA_MISMATCH', 'D,x'],
  ]);
  expect([...flow.records.items.keys()].sort()).toEqual(['readings#A', 'readings#E']);
});

test('what a transform returns is stored with its types, and numbers with all their digits', async () => {
  const flow = flowWith(rain);
  await flow.extract('readings.csv', CSV);
  await flow.loadAll();
  expect(flow.records.rows).toStrictEqual([
    { rain: 2, station: 'A', number: 5 },
    { rain: new LosslessNumber('12345678901234567890.5'), station: 'E', number: 6 },
  ]);
});

test('a transform runs once for each row: not again when its part is loaded', async () => {
  const seen: number[] = [];
  const flow = flowWith(dataset({ transform: (row, { number }) => ({ ...row, nth: seen.push(number) }) }));
  await flow.extract('readings.csv', CSV);
  await flow.loadAll();
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a row that could not be read does not reach the schema', async () => {
  const transform = jest.fn((row: object) => ({ ...row }));
  const flow = flowWith({ transform });
  await flow.extract('readings.ndjson', '{"id":1}\nnot JSON\n');
  expect(transform).toHaveBeenCalledTimes(1);
  expect(flow.rejects.map(({ code }) => code)).toEqual(['LINE_NOT_JSON']);
});

test('a transform can rename a field that has a reserved name, and its result is checked', async () => {
  const renames = flowWith(dataset({ transform: ({ pk, ...row }) => ({ ...row, code: pk ?? null }) }));
  await renames.extract('readings.ndjson', '{"id":1,"pk":"x"}\n');
  await renames.loadAll();
  expect(renames.records.rows).toEqual([{ id: 1, code: 'x' }]);
  const reserved = flowWith(dataset({ transform: (row) => ({ ...row, pk: 1 }) }));
  await reserved.extract('readings.ndjson', '{"id":1}\n');
  expect(reserved.rejects.map(({ code }) => code)).toEqual(['FIELD_RESERVED']);
});

test('a double outside DynamoDB’s range, which only a transform can make, is rejected', async () => {
  const flow = flowWith(dataset({ transform: () => ({ huge: 1e300 }) }));
  await flow.extract('readings.ndjson', '{"id":1}\n');
  expect(flow.rejects.map(({ code }) => code)).toEqual(['NUMBER_OUT_OF_RANGE']);
});

test.each([
  [['other'], 'readings#2'],
  [undefined, 'readings#1'],
])('id columns %p of a message override those of the entry', async (idColumns, key) => {
  const flow = flowWith(dataset({ id: ['station'] }));
  await flow.extract('readings.ndjson', '{"station":1,"other":2,"id":3}\n', idColumns && { idColumns });
  await flow.loadAll();
  expect([...flow.records.items.keys()]).toEqual([key]);
  expect(flow.ledger.jobs[0]?.idColumns).toEqual(idColumns);
});

test('without id columns, the first row that the transform returns decides the id', async () => {
  const flow = flowWith(
    dataset({ transform: ({ n, ...row }) => (n === 1 ? skip : { ...row, id: `n${n as number}` }) }),
  );
  await flow.extract('readings.ndjson', '{"n":1}\n{"n":2}\n');
  await flow.loadAll();
  expect([...flow.records.items.keys()]).toEqual(['readings#n2']);
});

test('the rows of a dataset without an entry are unchanged', async () => {
  const flow = flowWith(dataset({ transform: () => skip }));
  await flow.extract('readings.ndjson', '{"id":1}\n', { dataset: 'others' });
  await flow.loadAll();
  expect(flow.records.rows).toEqual([{ id: 1 }]);
});

test('an input whose rows are all filtered has no part, and its rows are counted', async () => {
  const flow = flowWith(dataset({ transform: () => skip }));
  const extracted = await flow.extract('readings.ndjson', '{"id":1}\n{"id":2}\n');
  expect(extracted).toMatchObject({ parts: 0, rows: 2, rejected: 0, filtered: 2 });
});

test('with a new version the same file is a new job', async () => {
  const flow = flowWith(rain, 1);
  const first = await flow.extract('readings.csv', CSV);
  expect((await flow.extract('readings.csv', CSV)).outcome).toBe('done');
  flow.pipeline = { ...flow.pipeline, version: 2 };
  const second = await flow.extract('readings.csv', CSV);
  expect(second.outcome).toBe('extracted');
  expect(second.job.id).not.toBe(first.job.id);
});

test('a transform that throws fails the job permanently, and a retry of the message does not read the input again', async () => {
  const flow = flowWith(
    dataset({
      transform: (row) => {
        throw new Error(`cannot use ${row.station}`);
      },
    }),
  );
  const failed = (code: string) => expect.objectContaining({ code });
  await expect(flow.extract('readings.csv', CSV)).rejects.toThrow(failed('TRANSFORM_FAILED'));
  const open = jest.spyOn(flow.input, 'open');
  const again = flow.extractRequest(flow.request('readings.csv'));
  await expect(again).rejects.toThrow(failed('TRANSFORM_FAILED'));
  await expect(again).rejects.toThrow(PermanentFailure);
  expect(open).not.toHaveBeenCalled();
  expect(flow.csv.keys).toEqual([]);
  expect(flow.csv.unreleased).toEqual([]);
  const [receipt] = flow.ledger.jobs;
  expect(receipt).toMatchObject({ state: 'failed', failedFor: ['m-1'] });
  expect(receipt?.detail).toMatch(/^row 1: .*own-step\.test\.ts:\d+$/);
});

test('a transform that enlarges rows makes more parts, not larger ones', async () => {
  const text = 'x'.repeat(1000);
  const flow = flowWith(dataset({ transform: (row) => ({ ...row, text }) }));
  flow.part = { rows: 1000, chars: 10_000, cells: 1_000_000 };
  const lines = Array.from({ length: 100 }, (_, id) => `{"id":${id}}\n`).join('');
  const { parts } = await flow.extract('readings.ndjson', lines);
  expect(parts).toBeGreaterThanOrEqual(10);
});

test('a dataset’s entry says how its files are read, unless the message says otherwise', async () => {
  const flow = flowWith({ delimiter: ';' });
  await flow.extract('readings.csv', 'id;b\n1;2\n');
  await flow.extract('readings.csv', 'id|b\n3|4\n', { reading: { delimiter: '|' } });
  await flow.extract('readings.json', '[{"id":"5"}]');
  await flow.loadAll();
  expect(flow.records.rows).toEqual([{ id: '1', b: '2' }, { id: '3', b: '4' }, { id: '5' }]);
});
