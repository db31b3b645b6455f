import { waitFor } from '../../kit/engines/health';
import { identityOf } from '../../kit/engines/process';
import { run as command } from '../../kit/engines/run';
import { type Faults, openFaults } from '../../kit/faults/faults';
import { ROOT } from '../../kit/session';
import type { JobState } from '../../kit/workflow/ledger';
import { deployTestStage, openTestStage, uniqueName } from '../support/stack';
import { expectBalanced, jobOf, openWorkflow, type Workflow } from '../support/workflow';

// Its own stage, so that faults do not reach other suites' functions.
const STAGE = 'local-faults';
// A message whose function was killed is visible again after its visibility timeout.
const TIMEOUTS = { extractTimeout: 10, visibilityTimeout: 15 };
const HERE = process.env.SLUICE_TEST_FUNCTIONS !== 'elsewhere';
const rows = (count: number) => JSON.stringify(Array.from({ length: count }, (_, id) => ({ id })));

(HERE ? describe : describe.skip)('With an engine of this checkout', () => {
  let faults: Faults;
  let workflow: Workflow;

  beforeAll(async () => {
    await deployTestStage(STAGE, TIMEOUTS);
    workflow = await openWorkflow(STAGE);
    faults = await openFaults(await openTestStage(STAGE));
  });
  afterEach(() => faults?.clear());

  async function waitUntilGone(pid: number): Promise<void> {
    const gone = async () => ((await identityOf(pid)) ? undefined : 'gone');
    if (!(await waitFor(gone, 30_000))) throw new Error(`process ${pid} lives`);
  }

  /** Sends a file of `rows` rows; all are in the table in the end, whatever happens `meanwhile`. */
  async function run(count: number, meanwhile = async () => {}): Promise<JobState> {
    const dataset = uniqueName('faults');
    const key = `${dataset}.json`;
    await workflow.put(key, rows(count));
    const sent = await workflow.send({ key, dataset });
    await meanwhile();
    const job = jobOf(await workflow.settled([sent]), sent);
    expectBalanced(job);
    expect(await workflow.rows(dataset)).toHaveLength(count);
    return job;
  }

  test('a busy bucket and a busy table delay a job, and all its rows are loaded', async () => {
    const slow = await faults.set({
      fault: 'SlowDown',
      operation: 'PutObject',
      function: 'extract',
      times: 1,
    });
    const held = await faults.set({ fault: 'unprocessed', function: 'load', items: 7, times: 3 });
    await run(60, async () => {
      await faults.waitForHits(slow.id, 1);
      await faults.waitForHits(held.id, 3);
    });
  });

  test('an extract that is killed during an upload is repeated, and all rows are loaded', async () => {
    await faults.set({ fault: 'kill', function: 'extract', operation: 'PutObject', times: 1 });
    const { receipt } = await run(60);
    // A slow machine may take another try, because the first call of a new function can exceed the timeout.
    expect(receipt.tries).toBeGreaterThanOrEqual(2);
  });

  test('load can be killed when it hangs, and all its rows are loaded', async () => {
    const hang = {
      fault: 'delay',
      ms: 50_000,
      function: 'load',
      operation: 'BatchWriteItem',
      times: 1,
    } as const;
    const { id } = await faults.set(hang);
    await run(10, async () => {
      await faults.waitForHits(id, 1);
      const working = await faults.workers('load');
      expect(await faults.kill('load')).toBe(working.length);
      expect(working.length).toBeGreaterThan(0);
      for (const { pid } of working) if (pid) await waitUntilGone(pid);
    });
  });

  test('fault, faults, kill and fault-clear do the same from a terminal', async () => {
    const options = { cwd: ROOT, env: { ...process.env, STAGE, NO_COLOR: '1' }, timeoutMs: 200_000 };
    const sluice = (...words: string[]) => command('./sluice', words, options);
    const make = async (...words: string[]) => {
      const { output, exitCode } = await command('make', words, options);
      return `${output}exit ${exitCode}`;
    };
    expect(await make('fault', 'FAULT=SlowDwn')).toMatch(/BAD_FAULT.*did you mean SlowDown\?/);
    const set = await make(
      'fault',
      'FAULT=ThrottlingException',
      'FUNCTION=load',
      'OPERATION=PutItem',
      'TIMES=2',
    );
    expect(set).toContain('ThrottlingException  local-faults load PutItem');
    await run(10);
    const { stdout } = await sluice('fault', 'SlowDown', '--key', 'none', '--json');
    expect(await sluice('fault-clear', JSON.parse(stdout).id)).toMatchObject({ exitCode: 0 });
    expect(await sluice('fault-clear', 'none')).toMatchObject({
      output: expect.stringContaining('NO_SUCH_FAULT'),
    });
    expect(await make('faults')).not.toContain('SlowDown');
    expect(await make('faults')).toMatch(/ThrottlingException +local-faults load PutItem +2 +2 +2 /);
    expect(await make('kill', 'FUNCTION=load')).toMatch(/load: [1-9]\d* killed/);
    expect(await make('fault-clear')).toContain('exit 0');
    expect(await make('faults')).toMatch(
      /No fault is set\.\n.*extract calls the engine\n.*load calls the engine\n/,
    );
  });

  test('when faults are closed, the functions call the engine again', async () => {
    await faults.close();
    const { id } = await faults.set({ fault: 'reset' });
    await run(10);
    expect(await faults.hits(id)).toBe(0);
  });
});

(HERE ? test.skip : test)('faults are refused on an engine that this checkout did not start', async () => {
  await expect(openFaults(await openTestStage())).rejects.toMatchObject({ code: 'FUNCTIONS_ELSEWHERE' });
});
