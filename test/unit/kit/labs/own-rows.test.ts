import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownRows } from '../../../../kit/labs/own-rows';
import { storedRow } from '../../../../kit/oracle/stored';
import { parseJson, type Row } from '../../../../src/row/value';
import { temporaryFolder } from '../engines/support/machine';

test('the step runs on the learner’s file in a new process, and no digit is lost on the way', async () => {
  const file = path.join(temporaryFolder(), 'rain.ndjson');
  writeFileSync(file, '{"id": 1, "mm": 1234567890.1234567890123}\n{"id": 1, "mm": 2}\nno JSON\n');
  const { dataset, entry, tried, sources, failure } = await ownRows(file);
  expect({ dataset, entry, failure }).toEqual({ dataset: 'rain', entry: false, failure: undefined });
  expect(tried.rows.map(({ became }) => became)).toEqual(['superseded', 'item', 'rejected']);
  expect(tried.counts).toEqual({ rows: 3, accepted: 1, rejected: 1, superseded: 1, filtered: 0 });
  expect(String(sources[1]?.mm)).toBe('1234567890.1234567890123');
});

test('a file that is not there is named', async () => {
  await expect(ownRows('/no/such/rain.csv')).rejects.toThrow('/no/such/rain.csv');
});

test('a row is compared with the table in DynamoDB’s own form', () => {
  const row = parseJson(
    '{"a": "x", "b": 1.5, "c": 12345678901234567890, "d": [true, null], "e": {"f": ""}}',
  ) as Row;
  expect(storedRow(row)).toEqual({
    ...{ a: { S: 'x' }, b: { N: '1.5' }, c: { N: '12345678901234567890' } },
    ...{ d: { L: [{ BOOL: true }, { NULL: true }] }, e: { M: { f: { S: '' } } } },
  });
});
