import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import type { Format, JobRequest } from '../../../src/ledger/job';
import { Workflow } from '../../support/job';

const failure = (name: string, code: string) => expect.objectContaining({ name, code });

/** Works a job off in as many invocations as it takes. Returns how many. */
async function inInvocations(flow: Workflow, request: JobRequest, most = 100): Promise<number> {
  const first = await flow.extractRequest(request, 'owner-1');
  const paused = { run: first.job.run, etag: first.job.etag };
  let { outcome } = first;
  let invocations = 1;
  while (outcome === 'paused' && invocations < most) {
    const next = { ...request, messageId: `m-${invocations}`, paused };
    ({ outcome } = await flow.extractRequest(next, `owner-${++invocations}`));
  }
  expect(outcome).toBe('extracted');
  return invocations;
}

const hurriedBy = (rows: number) =>
  Object.assign(new Workflow(7), { hurried: true, part: { rows, chars: 1e6 } });
const unhurriedBy = (rows: number) => Object.assign(new Workflow(), { part: { rows, chars: 1e6 } });

/** All objects but checkpoints, by key. */
const objects = ({ csv }: Workflow) =>
  Object.fromEntries(
    csv.keys.filter((key) => !key.startsWith('checkpoints/')).map((key) => [key, csv.text(key)]),
  );

/** The key of the one checkpoint that there is. */
const checkpointOf = ({ csv }: Workflow) => csv.keys.find((key) => key.endsWith('state.json')) ?? '';

/** The JSON file, worked off in one invocation. */
async function atOnce(): Promise<Workflow> {
  const whole = unhurriedBy(2);
  await whole.extract('m.json', FILES.json);
  return whole;
}

const RECORDS = [
  { id: 1, a: 'x' },
  { id: 2, b: true },
  { id: 1, a: 'again' },
  { a: 'without its id' },
  { id: 3, a: null, c: [1] },
  { id: 2, d: { e: 1 } },
  { id: 4 },
];
const TABLE = [['id', 'a'], ...RECORDS.map(({ id, a }) => [id ?? '', a ?? ''])];
const FILES: Record<Format, string> = {
  json: JSON.stringify(RECORDS, null, 2),
  ndjson: `${RECORDS.map((record) => JSON.stringify(record)).join('\n\n')}\nbroken\n{"id":5}\n`,
  csv: `\uFEFF${stringify(TABLE)}`,
  tsv: stringify(TABLE, { delimiter: '\t' }),
};

describe('A job that one invocation has no time for', () => {
  test.each(Object.entries(FILES))(
    'goes on in the next, to the same bytes under the same keys: %s',
    async (format, file) => {
      const flow = hurriedBy(2);
      flow.input.give(`m.${format}`, file);
      expect(await inInvocations(flow, flow.request(`m.${format}`))).toBeGreaterThan(2);
      const whole = unhurriedBy(2);
      await whole.extract(`m.${format}`, file);
      expect(objects(flow)).toEqual(objects(whole));
      expect([...flow.csv.unreleased, ...flow.input.unclosed]).toEqual([]);
    },
  );

  test('ends in the table as if there had been one invocation, whatever the rows are', async () => {
    const record = fc.record({ id: fc.integer({ min: 1, max: 9 }), a: fc.jsonValue() }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        async (records, rows) => {
          const [flow, whole] = [hurriedBy(rows), unhurriedBy(rows)];
          for (const each of [flow, whole]) each.input.give('m.json', JSON.stringify(records));
          await inInvocations(flow, flow.request('m.json'));
          await inInvocations(whole, whole.request('m.json'));
          expect(objects(flow)).toEqual(objects(whole));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('tells in its receipt how far it is', async () => {
    const flow = hurriedBy(2);
    const { job, outcome } = await flow.extract('m.json', FILES.json);
    expect(outcome).toBe('paused');
    expect(flow.ledger.receipt(job.job)).toMatchObject({ state: 'paused', rows: 2, rejected: 0 });
    expect(flow.csv.keys.filter((key) => key.endsWith('.csv'))).toEqual([]);
  });

  test('goes on under the run that was forced', async () => {
    const flow = hurriedBy(3);
    flow.input.give('m.json', FILES.json);
    await inInvocations(flow, flow.request('m.json'));
    await inInvocations(flow, flow.request('m.json', { messageId: 'forced', force: true }));
    const [metadata = ''] = flow.csv.keys.filter((key) => key.endsWith('-metadata.json'));
    expect(JSON.parse(flow.csv.text(metadata)).notes[0].run).toBe('forced');
  });

  test('is handed on untouched when the others of its batch took the time', async () => {
    const flow = new Workflow();
    flow.input.give('m.json', FILES.json);
    const limits = { part: flow.part, inputBytes: flow.inputBytes, memory: flow.memory };
    const hold = { owner: 'a', until: Date.now() + 1000, timeIsShort: () => true };
    const { extract } = await import('../../../src/extract/extract');
    const { job, outcome } = await extract(flow.request('m.json'), flow, limits, hold);
    expect(outcome).toBe('paused');
    expect(flow.ledger.receipt(job.job)).toBeUndefined();
  });

  test('is tried again from where it stopped when the next invocation fails and may be mended', async () => {
    const flow = hurriedBy(2);
    const { job } = await flow.extract('m.json', FILES.json);
    const { hold } = flow.csv;
    flow.csv.hold = () => Promise.reject(new Error('SlowDown'));
    flow.hurried = false;
    await expect(flow.extractRequest(flow.request('m.json'))).rejects.toThrow('SlowDown');
    expect(flow.ledger.receipt(job.job)).toMatchObject({ state: 'failed' });
    flow.csv.hold = hold;
    const before = flow.csv.appeared.length;
    expect(await flow.extractRequest(flow.request('m.json'))).toMatchObject({
      outcome: 'extracted',
      rows: 7,
    });
    const whole = await atOnce();
    expect(objects(flow)).toEqual(objects(whole));
    expect(flow.csv.appeared.length - before).toBe(whole.csv.appeared.length);
  });

  test('starts over when what it had done so far is gone', async () => {
    for (const loss of ['checkpoint', 'upload']) {
      const flow = hurriedBy(2);
      const { job } = await flow.extract('m.json', FILES.json);
      if (loss === 'upload') flow.csv.forgetUploads();
      else flow.csv.remove(checkpointOf(flow));
      flow.hurried = false;
      const code = loss === 'upload' ? 'UPLOAD_GONE' : 'CHECKPOINT_GONE';
      await expect(flow.extractRequest(flow.request('m.json'))).rejects.toEqual(
        failure('RetryableFailure', code),
      );
      expect(flow.ledger.receipt(job.job)).toMatchObject({ state: 'failed', reason: code });
      expect(await flow.extractRequest(flow.request('m.json'))).toMatchObject({
        outcome: 'extracted',
        rows: 7,
      });
    }
  });

  test.each([
    ['other code', (state: object) => ({ ...state, version: 2 })],
    ['another run', (state: object) => ({ ...state, run: 'another' })],
  ])('starts over when the checkpoint is of %s', async (_, spoil) => {
    const flow = hurriedBy(2);
    await flow.extract('m.json', FILES.json);
    const key = checkpointOf(flow);
    flow.csv.give(key, JSON.stringify(spoil(JSON.parse(flow.csv.text(key)))));
    flow.hurried = false;
    expect(await flow.extractRequest(flow.request('m.json'))).toMatchObject({
      outcome: 'extracted',
      rows: 7,
    });
    const whole = await atOnce();
    expect(objects(flow)).toEqual(objects(whole));
    // All parts were uploaded anew. Those of before are forgotten by the bucket's lifecycle.
    expect(flow.csv.unreleased).toHaveLength(1);
  });

  test('leaves nothing behind when its input turns out to be broken in a later invocation', async () => {
    const flow = hurriedBy(2);
    const { job } = await flow.extract('m.json', FILES.json.slice(0, -1));
    flow.hurried = false;
    const going = flow.extractRequest(flow.request('m.json'));
    await expect(going).rejects.toEqual(failure('PermanentFailure', 'JSON_TRUNCATED'));
    expect(flow.csv.unreleased).toEqual([]);
    expect(Object.keys(objects(flow))).toEqual([]);
    expect(flow.ledger.receipt(job.job)).toMatchObject({ state: 'failed', reason: 'JSON_TRUNCATED' });
  });

  test('ends when its input is overwritten in between, and the new version is worked off', async () => {
    const flow = hurriedBy(2);
    const { job } = await flow.extract('m.json', FILES.json);
    flow.input.give('m.json', '[{"id":"new"}]');
    const paused = { run: job.run, etag: job.etag };
    const next = await flow.extractRequest({ ...flow.request('m.json'), paused });
    expect(next).toMatchObject({ outcome: 'extracted', rows: 1 });
    expect(next.job.job).not.toBe(job.job);
    expect(flow.ledger.receipt(job.job)).toMatchObject({ state: 'failed', reason: 'INPUT_CHANGED' });
  });

  test('starts over when its checkpoint is no JSON, and nothing repeats that', async () => {
    const flow = hurriedBy(2);
    const { job, outcome } = await flow.extract('m.json', FILES.json);
    expect(outcome).toBe('paused');
    flow.csv.give(checkpointOf(flow), 'secret');
    const paused = { run: job.run, etag: job.etag };
    await inInvocations(flow, { ...flow.request('m.json'), paused });
    expect(flow.ledger.receipt(job.job)).toMatchObject({ state: 'extracted', rows: RECORDS.length });
  });
});
