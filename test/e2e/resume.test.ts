import { type Faults, openFaults } from '../../kit/faults/faults';
import { readLogs } from '../../kit/pipeline/logs';
import { deployTestStage, openTestStage } from '../support/stack';
import { expectBalanced, openWorkflow, type Workflow } from '../support/workflow';

// A stage of its own, whose functions have little time.
const STAGE = 'local-resume';
const SECONDS = 16;
const PART_ROWS = 2000;
const ROWS = 18 * PART_ROWS;
const HERE = process.env.SLUICE_TEST_FUNCTIONS === 'here';

(HERE ? describe : describe.skip)('With functions that are processes of this machine', () => {
  let workflow: Workflow;
  let faults: Faults;

  beforeAll(async () => {
    const timeouts = { extractTimeout: SECONDS, loadTimeout: SECONDS, visibilityTimeout: 2 * SECONDS };
    await deployTestStage(STAGE, { ...timeouts, partRows: PART_ROWS });
    workflow = await openWorkflow(STAGE);
    faults = await openFaults(await openTestStage(STAGE));
  });
  afterEach(() => faults?.clear());

  /** How often a function has said since then that it stopped in the middle. */
  async function pauses(functionName: string, since: number): Promise<number> {
    const lines = await readLogs(workflow.aws, functionName, since);
    return lines.filter(({ text }) => text.includes('"message":"paused"')).length;
  }

  test('a file that takes longer than an invocation of extract lasts goes on in the next', async () => {
    // However fast the machine: the uploads take 14 s, and an invocation works for 12 s.
    await faults.set({ fault: 'delay', ms: 800, function: 'extract', operation: 'UploadPart' });
    const since = Date.now();
    // Every 100th row of the first half is superseded by one of the second, in a part of a later invocation.
    const id = (i: number) => (i >= ROWS / 2 && i % 100 === 0 ? i - ROWS / 2 : i);
    const lines = Array.from({ length: ROWS }, (_, i) => JSON.stringify({ id: id(i), value: i }));
    const { job, rows } = await workflow.run('long.ndjson', `${lines.join('\n')}\nbroken\n`);

    expectBalanced(job);
    const superseded = ROWS / 200;
    expect(job).toMatchObject({ rows: ROWS + 1, accepted: ROWS - superseded, rejected: 1, superseded });
    const last = new Map(Array.from({ length: ROWS }, (_, i) => [id(i), i]));
    expect(rows).toHaveLength(last.size);
    expect(rows.filter((row) => last.get(Number(row.id)) !== row.value)).toEqual([]);
    expect(await pauses(workflow.stack.extractFunction, since)).toBeGreaterThan(0);
  });

  test('a part that takes longer than an invocation of load lasts goes on in the next', async () => {
    // 80 batches, 8 side by side, take 15 s, and an invocation works for 12 s.
    await faults.set({ fault: 'delay', ms: 1500, function: 'load', operation: 'BatchWriteItem' });
    const since = Date.now();
    const records = Array.from({ length: PART_ROWS }, (_, id) => ({ id, value: -id }));
    const { job, rows } = await workflow.run('slow.json', JSON.stringify(records));

    expectBalanced(job);
    expect(job).toMatchObject({ rows: PART_ROWS, accepted: PART_ROWS });
    expect(rows).toHaveLength(PART_ROWS);
    expect(rows.filter(({ id, value }) => Number(id) !== -Number(value))).toEqual([]);
    expect(await pauses(workflow.stack.loadFunction, since)).toBeGreaterThan(0);
  });
});
