import { type JobState, readLedger } from '../../kit/workflow/ledger';
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

test('a CSV that a person drops into the csv bucket is loaded as text in a separate job', async () => {
  const workflow = await openWorkflow();
  const dataset = uniqueName('lone');
  const job = await drop(workflow, dataset, 'id,n,t\n1,007,\n2,,x\n');
  expectBalanced(job);
  expect(bySourceRow(await workflow.rows(dataset)).map(fields)).toEqual([
    { id: '1', n: '007', t: '' },
    { id: '2', n: '', t: 'x' },
  ]);
});
