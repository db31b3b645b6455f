import { readLogs } from '../../kit/pipeline/logs';
import { deployTestStage } from '../support/stack';
import { expectBalanced, openWorkflow, type Workflow } from '../support/workflow';

// A stage of its own, whose functions have a few seconds only.
const STAGE = 'local-resume';
const ROWS = 150_000;

beforeAll(() => deployTestStage(STAGE, { extractTimeout: 3, loadTimeout: 2, visibilityTimeout: 18, partRows: 10_000 }));

/** How often a function said that it stopped in the middle. */
async function pauses({ aws }: Workflow, functionName: string, since: number): Promise<number> {
  const lines = await readLogs(aws, functionName, since);
  return lines.filter(({ text }) => text.includes('"message":"paused"')).length;
}

test('a file that takes longer than an invocation lasts goes on in the next, in extract and in load', async () => {
  const workflow = await openWorkflow(STAGE);
  const since = Date.now();
  // Every 100th row is superseded by the next: they stand in different invocations' parts, too.
  const id = (i: number) => (i % 100 === 0 ? (i + ROWS / 2) % ROWS : i);
  const lines = Array.from({ length: ROWS }, (_, i) => JSON.stringify({ id: id(i), value: i, text: `row ${i}` }));
  const { job, rows } = await workflow.run('long.ndjson', `${lines.join('\n')}\nbroken\n`);

  expectBalanced(job);
  const superseded = ROWS / 100 / 2;
  expect(job).toMatchObject({ rows: ROWS + 1, accepted: ROWS - superseded, rejected: 1, superseded });
  const last = new Map(Array.from({ length: ROWS }, (_, i) => [id(i), i]));
  expect(rows).toHaveLength(last.size);
  expect(rows.filter(({ id, value }) => last.get(Number(id)) !== value)).toEqual([]);
  expect(await pauses(workflow, workflow.stack.extractFunction, since)).toBeGreaterThan(0);
  expect(await pauses(workflow, workflow.stack.loadFunction, since)).toBeGreaterThan(0);
});
