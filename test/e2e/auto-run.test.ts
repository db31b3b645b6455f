import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';
import { readLedger } from '../../kit/workflow/ledger';
import { listObjects } from '../../kit/workflow/objects';
import { takeSnapshot } from '../../kit/workflow/settle';
import { eventually } from '../support/eventually';
import { deployTestStage, uniqueName } from '../support/stack';
import { bySourceRow, expectBalanced, fields, openWorkflow, type Workflow } from '../support/workflow';

const STAGE = 'local-auto';
const folder = mkdtempSync(path.join(tmpdir(), 'sluice-auto-run-'));
let workflow: Workflow;

beforeAll(async () => {
  await deployTestStage(STAGE, { autoRun: 'true' });
  workflow = await openWorkflow(STAGE);
});
afterAll(() => rmSync(folder, { recursive: true }));

const jobsWith = async (key: string) =>
  (await readLedger(workflow.stack, workflow.aws)).filter(({ receipt }) => receipt.key === key);

const done = (key: string) =>
  eventually(`the job of ${key}`, async () =>
    (await jobsWith(key)).find(({ phase }) => phase === 'done' || phase === 'failed'),
  );

/** Sends a file as its user does. */
function send(name: string, ...more: string[]) {
  const file = path.join(folder, name);
  writeFileSync(file, 'id,day,rain\n1,Monday,4\n2,Monday,5\n');
  const env = { ...process.env, NO_COLOR: '1' };
  return run('make', ['-s', 'send', `FILE=${file}`, `STAGE=${STAGE}`, ...more], {
    ...{ cwd: ROOT, env, timeoutMs: 110_000 },
  });
}

test('an object that appears in the input bucket is loaded without a message, whatever its key', async () => {
  const dataset = uniqueName('Münster 2+3 100%');
  const key = `in coming/${dataset}.csv`;
  await workflow.put('in coming/', '');
  await workflow.put(key, 'id,rain\n7,4\n8,5\n');
  expectBalanced(await done(key));
  expect(bySourceRow(await workflow.rows(dataset)).map(fields)).toEqual([
    { id: '7', rain: '4' },
    { id: '8', rain: '5' },
  ]);
  // A folder of the S3 console came first, and made neither a job nor a dead letter.
  expect(await jobsWith('in coming/')).toEqual([]);
  expect((await takeSnapshot(workflow.stack, workflow.aws)).deadLetters).toEqual([]);
});

test('make send of a file waits for the one job that S3 starts', async () => {
  const dataset = uniqueName('once');
  const { exitCode, output } = await send(`${dataset}.csv`);
  expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringContaining('✔ every row') });
  const [job, ...more] = await jobsWith(`${dataset}.csv`);
  expect([more, job?.receipt.tries]).toEqual([[], 1]);
  expect(await workflow.rows(dataset)).toHaveLength(2);
});

test('make send with options refuses to make two jobs of a file, and uploads nothing', async () => {
  const name = `${uniqueName('twice')}.csv`;
  const { exitCode, output } = await send(name, 'ID=id,day');
  expect(exitCode).not.toBe(0);
  expect(output).toContain('JOB_TWICE');
  expect(await listObjects(workflow.aws, workflow.stack.inputBucket, name)).toEqual([]);
});
