import { toJson, type Value } from '../../src/row/value';
import { Workflow } from '../support/job';

test('a number that a double cannot hold keeps every digit through extract and load', async () => {
  const flow = new Workflow();
  const digits = '[12345678901234567890123456789012345678,0.1,9007199254740993]';
  await flow.extract('m.json', `[{"n":${digits}}]`);
  await flow.loadAll();
  const [row] = flow.records.rows as { n: Value }[];
  expect(toJson(row?.n as Value)).toBe(digits);
});
