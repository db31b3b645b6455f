import { readDeadLetters } from '../../kit/pipeline/dead-letters';
import { type JobState, readLedger } from '../../kit/pipeline/ledger';
import { readRejects } from '../../kit/pipeline/rejects';
import { eventually } from '../support/eventually';
import { uniqueName } from '../support/stack';
import { bySourceRow, expectBalanced, fields, openWorkflow, type Workflow } from '../support/workflow';

async function drop(workflow: Workflow, dataset: string, csv: string): Promise<JobState> {
  await workflow.put(`${dataset}.csv`, csv, workflow.stack.csvBucket);
  return eventually(`a receipt of ${dataset}`, async () =>
    (await readLedger(workflow.stack, workflow.aws)).find(
      (job) => job.receipt.dataset === dataset && job.phase === 'done',
    ),
  );
}

test('a CSV that a person drops into the csv bucket loads as text, as a job of its own', async () => {
  const workflow = await openWorkflow();
  const dataset = uniqueName('lone');
  const job = await drop(workflow, dataset, 'id,n,t\n1,007,\n2,,x\n');
  expectBalanced(job);
  expect(bySourceRow(await workflow.rows(dataset)).map(fields)).toEqual([
    { id: '1', n: '007', t: '' },
    { id: '2', n: '', t: 'x' },
  ]);
});

test('its short rows are rejected, and of equal ids the last wins', async () => {
  const workflow = await openWorkflow();
  const dataset = uniqueName('lone');
  const job = await drop(workflow, dataset, 'id,n\n1,first\n2\n1,last\n');
  expectBalanced(job);
  expect(job).toMatchObject({ rows: 3, accepted: 1, rejected: 1, superseded: 1 });
  expect((await workflow.rows(dataset)).map(fields)).toEqual([{ id: '1', n: 'last' }]);
  expect(await readRejects(workflow.stack, workflow.aws, job.receipt)).toEqual([
    {
      ...{ dataset, job: job.receipt.job, row: 2 },
      ...{ code: 'ROW_SHORT', message: 'the row has 1 cells; the header has 2', raw: '2\n' },
    },
  ]);
});

test('one with two equal headers ends in the load-failed queue', async () => {
  const workflow = await openWorkflow();
  const key = `${uniqueName('lone')}.csv`;
  await workflow.put(key, 'id,id\n1,2\n', workflow.stack.csvBucket);
  const letter = await eventually(`a dead letter of ${key}`, async () =>
    (await readDeadLetters(workflow.stack, workflow.aws)).find(({ csvKeys }) => csvKeys.includes(key)),
  );
  expect(letter.queue).toBe('load-failed');
});
