import { gzipSync } from 'node:zlib';
import { bySourceRow, expectBalanced, fields, openWorkflow } from '../support/workflow';

test('a gzipped file loads like the plain one', async () => {
  const workflow = await openWorkflow();
  const { job, rows } = await workflow.run('lines.ndjson.gz', gzipSync('{"id":"a"}\n{"id":"b","n":0}\n'));
  expectBalanced(job);
  expect(bySourceRow(rows).map(fields)).toEqual([{ id: 'a' }, { id: 'b', n: 0 }]);
});
