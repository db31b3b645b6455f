import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../../kit/oracle/compare';
import type { SoakJob } from '../../../../kit/oracle/expected';
import { soakJob } from '../../../../kit/oracle/job';
import { check, type Seen } from '../../../../kit/oracle/oracle';
import { PermanentFailure, RetryableFailure } from '../../../../src/errors';
import { LosslessNumber, type Value } from '../../../../src/row/value';
import { Workflow } from '../../../support/job';
import { jobsOf } from '../../../support/message';

const BUCKETS = { inputBucket: 'in', csvBucket: 'csv' };
const JOBS = 100;

test('the same seed and number make the same job, whichever jobs were made before', () => {
  const [one, other] = [soakJob(7, 3, BUCKETS), soakJob(8, 3, BUCKETS)];
  soakJob(7, 2, BUCKETS);
  expect(soakJob(7, 3, BUCKETS)).toEqual(one);
  expect(other).not.toEqual(one);
});

test('all kinds of jobs are made, with good and bad rows', () => {
  const jobs = Array.from({ length: 500 }, (_, index) => soakJob(1, index, BUCKETS));
  const codes = new Set(jobs.flatMap(({ rows }) => rows?.rejects ?? []).map(({ code }) => code));
  expect(codes.size).toBeGreaterThan(15);
  expect(jobs.some(({ rows }) => (rows?.superseded ?? 0) > 0)).toBe(true);
  for (const what of [
    /late$/,
    /missing/,
    /lone CSV of/,
    /truncated/,
    /UTF-16/,
    /S3 event$/,
    /an empty file/,
  ]) {
    expect(jobs.map((job) => job.what)).toContainEqual(expect.stringMatching(what));
  }
});

// The soak's oracle, applied to the workflow alone: in memory, without faults, in seconds.
test.each([1, 2])(
  'without an engine and without faults, every job has the expected result (seed %i)',
  async (seed) => {
    for (let index = 0; index < JOBS; index++) {
      const job = soakJob(seed, index, BUCKETS);
      const forced = job.messages.filter((message) => message === job.again).length;
      const findings = check([job], await runInMemory(job), new Map([[index, forced]]));
      if (findings.length > 0)
        throw new Error(`job ${index}, ${job.what}: ${JSON.stringify(findings.slice(0, 5))}`);
    }
  },
);

/** Processes a job's messages and events in order. A failure is a dead letter at once. */
async function runInMemory(job: SoakJob): Promise<Seen> {
  const workflow = new Workflow();
  workflow.part = { rows: 50, chars: 8_000_000, cells: 1e6 };
  const letters: Seen['letters'][number][] = [];
  for (const { bucket, key, body } of job.uploads) workflow[bucket].give(key, body);
  const loadAll = async (queue: 'jobs-dlq' | 'load-failed', about: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PermanentFailure || error instanceof RetryableFailure)) throw error;
      letters.push({ queue, about: [about] });
    }
  };
  for (const { bucket, key } of job.uploads) {
    if (bucket === 'csv') await loadAll('load-failed', key, () => workflow.loadAll());
  }
  for (const [i, message] of job.messages.entries()) {
    // An event is identified by its key, a bad message by its key or its text, as the job's letter says.
    await loadAll('jobs-dlq', job.letter?.about ?? message, async () => {
      for (const request of jobsOf(message, `m-${i}`, BUCKETS.inputBucket)) {
        await workflow.extractRequest(request);
      }
    });
    await workflow.loadAll();
  }
  // Dead events of load are left out, because they are tests of the handler.
  if (job.events.length > 0 && job.letter) letters.push({ queue: 'load-failed', about: [job.letter.about] });
  return { items: [...workflow.records.items.values()].map(itemOf), letters, ...ledgerOf(workflow) };
}

function ledgerOf(workflow: Workflow): Pick<Seen, 'jobs' | 'rejects'> {
  const jobs = workflow.ledger.jobs.map((receipt) => {
    const parts = workflow.ledger.partsOf(receipt.id);
    const sum = (count: 'accepted' | 'rejected' | 'superseded' | 'filtered') =>
      parts.reduce((all, part) => all + part[count], 0);
    return {
      job: receipt.id,
      dataset: receipt.dataset,
      forcedBy: receipt.forcedBy,
      phase: receipt.state === 'extracted' && parts.length === receipt.parts ? 'done' : receipt.state,
      rows: receipt.rows ?? 0,
      accepted: sum('accepted'),
      rejected: (receipt.rejected ?? 0) + sum('rejected'),
      superseded: sum('superseded'),
      filtered: sum('filtered'),
    };
  });
  const rejects = workflow.csv.keys
    .filter((key) => key.startsWith('rejects/'))
    .flatMap((key) => {
      const [, dataset = '', job = ''] = key.split('/');
      const lines = workflow.csv.text(key).trimEnd().split('\n');
      return lines.map((line) => ({ ...JSON.parse(line), dataset, job }));
    });
  return { jobs, rejects };
}

function itemOf(item: Record<string, Value>): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)]));
}

function attribute(value: Value): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') return { N: String(value) };
  if (value instanceof LosslessNumber) return { N: value.value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: itemOf(value) };
}
