import { gzipSync } from 'node:zlib';
import {
  GetFunctionConfigurationCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { JobState } from '../../kit/workflow/ledger';
import { readRows } from '../../kit/workflow/rows';
import { DynamoLedger } from '../../src/aws/ledger';
import { jobOf } from '../../src/ledger/job';
import { alone, aloneWithFaults } from '../support/catalogue/alone';
import { type Catalogue, sendTogether } from '../support/catalogue/catalogue';
import { sqsEvent } from '../support/catalogue/events';
import { killWorkers } from '../support/catalogue/workers';
import { jobsOf } from '../support/message';
import { uniqueName } from '../support/stack';
import { bySourceRow, expectBalanced, fields } from '../support/workflow';

const MB = 1024 * 1024;
const ROWS = [{ id: 'a' }, { id: 'b', n: 0 }];

/** Rows after so much whitespace that extract needs a second or more to reach them. */
function slow(megabytes: number): Buffer {
  const blank = gzipSync(' '.repeat(64 * MB));
  return Buffer.concat([...Array(megabytes / 64).fill(blank), gzipSync(JSON.stringify(ROWS))]);
}

/** Returns the message of a small job with one row. */
async function small(flow: Catalogue): Promise<string> {
  const dataset = uniqueName('small');
  await flow.put(`${dataset}/a.json`, '[{"id":1}]');
  return JSON.stringify({ key: `${dataset}/a.json`, dataset });
}

/** Checks that every job of these messages is done, with unchanged rows, after this many attempts. */
async function expectLanded(
  flow: Catalogue,
  bodies: readonly string[],
  tries: readonly number[],
): Promise<JobState[]> {
  const landed: JobState[] = [];
  for (const [i, body] of bodies.entries()) {
    const { dataset, key } = JSON.parse(body);
    const job = await flow.watch.until(`${key} done`, ({ jobs }) =>
      jobs.find(({ receipt, phase }) => receipt.key === key && phase === 'done'),
    );
    expectBalanced(job);
    // On a busy machine, a large job continues in another invocation, which counts as well.
    if (key.endsWith('.gz')) expect(job.receipt.tries).toBeGreaterThanOrEqual(tries[i] as number);
    else expect({ key, tries: job.receipt.tries }).toEqual({ key, tries: tries[i] });
    const rows = bySourceRow(await flow.rows(dataset)).map(fields);
    expect(rows).toEqual(key.endsWith('.gz') ? ROWS : [{ id: 1 }]);
    landed.push(job);
  }
  return landed;
}

/** Changes a setting of extract so that it cannot start; returns a function that restores the setting. */
async function misconfigure(flow: Catalogue): Promise<() => Promise<void>> {
  const FunctionName = flow.stack.extractFunction;
  const { Environment } = await flow.aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const set = async (Variables: Record<string, string>) => {
    await flow.aws.lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }),
    );
    await waitUntilFunctionUpdatedV2({ client: flow.aws.lambda, maxWaitTime: 60 }, { FunctionName });
  };
  const variables = Environment?.Variables ?? {};
  await set({ ...variables, SLUICE_PART_ROW: '5' });
  return () => set(variables);
}

test.concurrent('#4 when the function throws, the whole batch is repeated and nothing is doubled', () =>
  alone(async (flow) => {
    const repair = await misconfigure(flow);
    const bodies = await Promise.all([small(flow), small(flow), small(flow)]);
    /** How many invocations of extract have ended. */
    const ended = async () => {
      const lines = await flow.logLines(flow.stack.extractFunction);
      return lines.filter((line) => line.startsWith('END RequestId')).length;
    };
    const before = await ended();
    try {
      expect(await flow.call(flow.stack.extractFunction, sqsEvent({ body: '{}' }))).toMatchObject({
        failed: true,
      });
      await sendTogether(flow, bodies);
      await flow.watch.until(
        'the batch in flight, and its invocation ended like that of the call',
        async ({ queues: { jobs } }) => (jobs.inFlight === 3 && (await ended()) >= before + 2) || undefined,
      );
    } finally {
      await repair();
    }
    // The function could not start at their first receive, so this is a later one.
    await expectLanded(flow, bodies, [1, 1, 1]);
  }));

test.concurrent('#9 when a function is killed in mid-run, its claim expires and the retry completes', () =>
  aloneWithFaults(async (flow, faults) => {
    const dataset = uniqueName('killed');
    const key = `${dataset}/slow.json.gz`;
    await flow.put(key, slow(64));
    const done = [await small(flow), await small(flow)];
    await sendTogether(flow, done);
    await expectLanded(flow, done, [1, 1]);
    const bodies = [done[0] as string, JSON.stringify({ key, dataset }), done[1] as string];

    // The others are done already: their messages may be in other batches, whose invocations are killed as well.
    const kill = { fault: 'kill', function: 'extract', operation: 'GetObject', key, times: 1 } as const;
    const rule = await faults?.set(kill);
    if (!rule) await leaveClaim(flow, bodies[1] as string);
    await sendTogether(flow, bodies);
    if (rule) await faults?.waitForHits(rule.id, 1);
    // The whole batch is repeated, but finished work is not done twice.
    await expectLanded(flow, bodies, [1, 2, 1]);
    if (faults) await killLoad(flow);
  }));

/** Writes the claim that a killed extract leaves, for an engine whose function processes cannot be reached. */
async function leaveClaim(flow: Catalogue, body: string): Promise<void> {
  const [request] = jobsOf(body, 'killed', flow.stack.inputBucket);
  if (!request) throw new Error('no request');
  const { ETag = '' } = await flow.head(flow.stack.inputBucket, request.key);
  const ledger = new DynamoLedger(flow.stack.ledgerTable, 1, flow.aws.dynamo);
  await ledger.claim(jobOf(request, ETag.replaceAll('"', '')), 'killed', Date.now() + 5000);
}

/** Load is killed between its first write and its receipt: Lambda calls it again, and no row is lost or doubled. */
async function killLoad(flow: Catalogue): Promise<void> {
  const rows = Array.from({ length: 20_000 }, (_, id) => ({ id: id % 19_000, at: id }));
  const dataset = uniqueName('killed');
  const key = `${dataset}/many.json`;
  await flow.put(key, JSON.stringify(rows));
  const sent = await flow.send({ key, dataset });
  while ((await readRows(flow.stack, flow.aws, { dataset }, 1)).length === 0);
  expect(await killWorkers(flow.stack.loadFunction)).toBeGreaterThan(0);
  const after = (await flow.rows(dataset)).length;
  expect(after).toBeLessThan(19_000);
  const { jobs } = await flow.settled([sent]);
  expect(jobs.find(({ receipt }) => receipt.id === sent.job)).toMatchObject({
    ...{ phase: 'done', rows: 20_000, accepted: 19_000, rejected: 0, superseded: 1000 },
  });
  expect(bySourceRow(await flow.rows(dataset)).map(fields)).toEqual(rows.slice(1000));
}

test.concurrent('#8 when two invocations get the same message at once, one works, and the other retries and finds the job done (recorded event)', () =>
  aloneWithFaults(async (flow, faults) => {
    // Both environments are warm, so the second call is not too late.
    await Promise.all([1, 2].map(() => flow.call(flow.stack.extractFunction, { Records: [] })));
    const dataset = uniqueName('at-once');
    const key = `${dataset}/slow.json.gz`;
    // A delay is enough where there is one: the less is read, the more time is left on a busy machine.
    await flow.put(key, slow(faults ? 64 : 320));
    await faults?.set({
      fault: 'delay',
      ms: 8000,
      function: 'extract',
      operation: 'GetObject',
      key,
      times: 1,
    });
    const body = JSON.stringify({ key, dataset });
    const event = sqsEvent({ body, messageId: 'twice' });
    const first = flow.call(flow.stack.extractFunction, event);
    await flow.watch.until('the first at work', ({ jobs }) =>
      jobs.find(({ receipt, phase }) => receipt.key === key && phase === 'extracting'),
    );
    const second = await flow.call(flow.stack.extractFunction, event);
    expect(second.answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'twice' }] });
    expect((await first).answer).toEqual({ batchItemFailures: [] });
    await expectLanded(flow, [body], [1]);
    const third = await flow.call(flow.stack.extractFunction, event);
    expect(third.answer).toEqual({ batchItemFailures: [] });
    await expectLanded(flow, [body], [1]);
    expect(await flow.failuresOf('twice')).toEqual(['JOB_CLAIMED']);
  }));
