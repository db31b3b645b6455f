import { gzipSync } from 'node:zlib';
import { toJson } from '../../src/record/value';
import { bySourceRow, expectBalanced, fields, openWorkflow } from '../support/workflow';

// As text: these numbers do not fit in a double.
const RECORDS = `[
  {"null": null, "empty": "", "no": false, "zero": 0, "mixed": 1, "date": "2020-01-01", "code": "007"},
  {"nested": {"list": [1, "two", null, {"deep": []}], "empty": {}}, "mixed": "1", "text": "null"},
  {"int": 9007199254740993, "long": 12345678901234567890123456789012345678, "small": -1.2345678901234567890e-100, "mixed": [1]},
  {"text": "a \\"quoted\\", comma,\\r\\nnewline", "formula": "=1+1", "nul": "\\u0000", "emoji": "💧", "mixed": null},
  {"last": true}
]`;

test('values of every JSON type come out of the table as they went in', async () => {
  const workflow = await openWorkflow();
  const { job, rows } = await workflow.run('types.json', RECORDS);
  expectBalanced(job);
  expect(job.accepted).toBe(5);
  const [first, second, third, fourth, fifth] = bySourceRow(rows).map(fields);
  expect(first).toEqual({
    null: null,
    empty: '',
    no: false,
    zero: 0,
    mixed: 1,
    date: '2020-01-01',
    code: '007',
  });
  expect(second).toEqual({
    nested: { list: [1, 'two', null, { deep: [] }], empty: {} },
    mixed: '1',
    text: 'null',
  });
  expect(toJson(third?.int as never)).toBe('9007199254740993');
  expect(toJson(third?.long as never)).toBe('12345678901234567890123456789012345678');
  expect(toJson(third?.small as never)).toMatch(
    /^-(1\.234567890123456789[eE]-100|0\.0{99}1234567890123456789)$/,
  );
  expect(fourth).toEqual({
    text: 'a "quoted", comma,\r\nnewline',
    formula: '=1+1',
    nul: '\u0000',
    emoji: '💧',
    mixed: null,
  });
  expect(fifth).toEqual({ last: true });
});

test('a gzipped file loads like the plain one', async () => {
  const workflow = await openWorkflow();
  const { job, rows } = await workflow.run('lines.ndjson.gz', gzipSync('{"id":"a"}\n{"id":"b","n":0}\n'));
  expectBalanced(job);
  expect(bySourceRow(rows).map(fields)).toEqual([{ id: 'a' }, { id: 'b', n: 0 }]);
});

test('cells of a CSV stay text: 007 stays 007', async () => {
  const workflow = await openWorkflow();
  const { job, rows } = await workflow.run('codes.csv', 'id,code,empty\r\na,007,\r\n');
  expectBalanced(job);
  expect(rows.map(fields)).toEqual([{ id: 'a', code: '007', empty: '' }]);
});

test.each(['a file.json', 'a+b.json', '100%.json', 'größe-💧.json', 'a=b&c=d.json', "it's (1).json"])(
  'a file called %s loads under that name',
  async (name) => {
    const workflow = await openWorkflow();
    const { job, rows, key } = await workflow.run(name, '[{"id":1}]');
    expectBalanced(job);
    expect(job.receipt.key).toBe(key);
    expect(rows.map(fields)).toEqual([{ id: 1 }]);
  },
);
