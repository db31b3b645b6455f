import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Progress } from '../../../../kit/labs/progress';
import { bundlePage } from '../../../../kit/page/assets';
import { fileOf, isWithin, lanesOf, spanOf, tracksOf } from '../../../../kit/page/browser/lanes';
import { OPERATIONS } from '../../../../kit/page/browser/operations';
import { stations } from '../../../../kit/page/browser/river-facts';
import { sentence, sluice } from '../../../../kit/page/browser/words';
import { openLab } from '../../../../kit/page/lab';
import type { JobView, View } from '../../../../kit/page/view';
import { IN_QUEUE, Waits } from '../../../../kit/page/waits';
import { ROOT } from '../../../../kit/root';
import type { JobState } from '../../../../kit/workflow/ledger';

const JOB = '0123456789abcdef';
const job = (more: Partial<JobView> = {}): JobView => ({
  ...{ id: JOB, key: 'a.json', dataset: 'a', phase: 'extracting', tries: 1, startedAt: 1000, loaded: 0 },
  ...{ rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0, open: 0, waits: [] },
  ...more,
});
const depth = { visible: 0, inFlight: 0, delayed: 0 };
const view = (jobs: JobView[], jobsQueue = depth): View => ({
  about: {
    ...{
      stage: 'local',
      engine: 'ministack',
      calls: 'seen',
      samples: [],
      formats: [],
      faults: [],
      receives: 5,
    },
    timeouts: { extract: 10, load: 10 },
  },
  calls: 'seen',
  queues: { jobs: jobsQueue, jobsDlq: depth, loadFailed: depth },
  ...{ jobs, letters: [], letterCount: 0, rules: [], pace: 0 },
  totals: { jobs: 1, open: 0, rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0 },
});

test('the page is at most 40 kB gzipped and loads nothing from elsewhere', async () => {
  const assets = [...(await bundlePage()).values()];
  expect(assets).toHaveLength(3);
  expect(assets.reduce((sum, { gzipped }) => sum + gzipped.length, 0)).toBeLessThan(40_000);
  for (const { body, type } of assets)
    expect({ type, addresses: body.match(/(?:src|href|url\()="?https?:/g) }).toEqual({
      type,
      addresses: null,
    });
});

test('a message that comes back has a countdown, and is not in hand', () => {
  const wait = { from: 2000, until: 9000, why: 'killed', next: 'extract' as const };
  const [queue, extract] = stations(view([job({ waits: [wait] })], { ...depth, inFlight: 2 }), [], 4500);
  expect(queue?.lines.map(({ n, text }) => `${n} ${text}`)).toEqual([
    '0 waiting',
    '1 in hand',
    '1 back in 4.5 s',
  ]);
  expect(extract).toMatchObject({
    total: '0',
    inside: [{ name: 'a.json', halted: true, note: 'killed, try 1 of 5' }],
  });
});

test('the table shows its last rows, without the fields that Sluice adds', () => {
  const row = { name: 'KBFI', rain: '3', pk: 'a#KBFI', _job: JOB, _row: '1' };
  const shown = { ...view([job()]), newest: { job: JOB, key: 'a.json', rows: [row, row, row, row] } };
  const records = stations(shown, [], 0).find(({ id }) => id === 'records');
  expect(records?.rows).toEqual(['KBFI, 3', 'KBFI, 3', 'KBFI, 3']);
});

test('a part is held back from its upload’s beginning until its job is extracted', () => {
  const uploads = [1, 2].map((id) => ({
    ...{ id, at: 1500, job: JOB, operation: 'CreateMultipartUpload', key: `a/${JOB}/a.part-0000${id}.csv` },
  }));
  const parts = (one: JobView) =>
    stations(view([one]), uploads, 2000)
      .find(({ id }) => id === 'parts')
      ?.lines.map(({ n }) => n);
  expect(parts(job())).toEqual([2, 0, 0]);
  expect(parts(job({ phase: 'loading', parts: 2, loaded: 1 }))).toEqual([0, 1, 1]);
  expect(parts(job({ startedAt: 1800 }))).toEqual([0, 0, 0]);
});

test('a call of the input belongs to the lane of the file’s job, and the queue has its own lane', () => {
  const lanes = lanesOf(
    [job()],
    [
      { id: 1, at: 1000, service: 's3', operation: 'GetObject', key: 'a.json' },
      { id: 2, at: 1100, service: 'dynamodb', operation: 'UpdateItem', job: JOB },
      { id: 3, at: 1200, service: 'sqs', operation: 'ChangeMessageVisibility' },
    ],
  );
  expect(lanes.map(({ name, calls }) => [name, calls.map(({ id }) => id)])).toEqual([
    ['a.json', [1, 2]],
    ['jobs queue', [3]],
  ]);
});

test('a time in the queue is drawn until the first call of its job, unless it is short', () => {
  const waitsOf = (at: number) => {
    const queued = job({ waits: [{ from: 1000, until: 9000, ...IN_QUEUE }] });
    const call = { id: 1, at, service: 's3', operation: 'HeadObject', key: 'a.json' } as const;
    return lanesOf([queued], [call])[0]?.waits;
  };
  expect(waitsOf(4000)).toMatchObject([{ from: 1000, until: 4000 }]);
  expect(waitsOf(1900)).toEqual([]);
});

test('a file that was sent twice has two lanes, and each try’s reads are in its own', () => {
  const later = 'f'.repeat(16);
  const read = { service: 's3', operation: 'GetObject', key: 'a.json' } as const;
  const lanes = lanesOf(
    [job({ id: later, startedAt: 5000 }), job()],
    [
      { id: 1, at: 1000, ...read },
      { id: 2, at: 1100, job: JOB },
      { id: 3, at: 5000, ...read },
      { id: 4, at: 5100, job: later },
    ],
  );
  expect(lanes.map(({ id, calls }) => [id, calls.map((call) => call.id)])).toEqual([
    [later, [3, 4]],
    [JOB, [1, 2]],
  ]);
});

test('the file that a call names is the one that makes it', () => {
  for (const [service, operations] of Object.entries(OPERATIONS))
    for (const operation of operations) {
      const code = readFileSync(
        path.join(ROOT, fileOf({ id: 1, at: 1, service: service as 's3', operation })),
        'utf8',
      );
      const command = `new ${operation.replace(/Item$/, (item) => (operation.startsWith('Batch') ? item : ''))}Command(`;
      expect({ operation, made: code.includes(command) }).toEqual({ operation, made: true });
    }
});

test('the window of time holds the last run and stays when nothing happens', () => {
  const lane = (at: number) => ({
    id: JOB,
    name: 'a',
    waits: [],
    calls: [
      { id: 1, at, ms: 100 },
      { id: 2, at: at + 900, ms: 100 },
    ],
  });
  const span = spanOf([lane(100_000)], 101_000);
  expect(span.from).toBeLessThanOrEqual(100_000);
  expect(span.to).toBeGreaterThanOrEqual(101_000);
  expect(spanOf([lane(100_000)], 500_000)).toEqual(span);
  expect([isWithin(lane(100_000), span), isWithin(lane(50_000), span)]).toEqual([true, false]);
});

test('calls at the same time are drawn on separate tracks, and others share one', () => {
  const calls = [
    [0, 10],
    [5, 10],
    [15, 5],
  ].map(([at = 0, ms = 0], id) => ({ id, at, ms }));
  expect([...tracksOf(calls).values()]).toEqual([
    { track: 0, tracks: 2 },
    { track: 1, tracks: 2 },
    { track: 0, tracks: 1 },
  ]);
});

test('a rule reads as a sentence, and a command quotes what a shell would change', () => {
  const rule = { fault: 'SlowDown', operation: 'PutObject', function: 'extract' } as const;
  expect(sentence({ ...rule, times: 2 })).toBe('The next 2 PutObject calls of extract answer SlowDown.');
  expect(sentence({ ...rule, times: 1 })).toBe('The next PutObject call of extract answers SlowDown.');
  expect(sentence({ fault: 'delay', ms: 2000, function: 'load' })).toBe('Every call of load waits 2 s.');
  expect(sluice('send', ["it's; mine.csv"], { id: 'a,b', dataset: '', force: true })).toBe(
    "./sluice send 'it'\\''s; mine.csv' --id a,b --force",
  );
});

test('an open lab is shown on the stage of the workshop, with the prediction beside the measurement', () => {
  const done = { begun: '', hints: 0, prediction: 'c', measured: 'd', seen: ['nine of ten'] };
  const progress: Progress = { open: '02-one-bad', phase: 'broken', labs: { '02-one-bad': done } };
  expect(openLab('local-lab', ROOT, progress)).toMatchObject({
    ...{ number: 2, title: 'Ten messages, one bad', prediction: 'c', measured: 'd', seen: ['nine of ten'] },
    answers: { a: expect.stringContaining('none land') },
  });
  expect(openLab('local', ROOT, progress)).toBeUndefined();
  expect(openLab('local-lab', ROOT, { labs: {} })).toBeUndefined();
});

describe('A job waits', () => {
  const receipt = {
    id: JOB,
    messageId: 'm',
    tries: 1,
    startedAt: new Date(10_000).toISOString(),
    until: 22_000,
  };
  const state = (more: object, phase: JobState['phase'] = 'extracting') =>
    ({ receipt: { ...receipt, state: 'extracting', ...more }, phase }) as unknown as JobState;

  test('after its function was killed, until its claim has ended', () => {
    const waits = new Waits();
    expect(waits.of(state({}), false)).toEqual([]);
    waits.see({ id: 1, at: 11_000, ms: 5, function: 'extract', job: JOB, fault: 'kill' });
    expect(waits.of(state({}), false)).toMatchObject([{ from: 11_005, until: 24_000 }]);
    const next = state({ tries: 2, startedAt: new Date(24_100).toISOString(), until: 36_000 });
    expect(waits.of(next, false)).toMatchObject([{ from: 11_005, until: 24_100 }]);
  });

  test('after a failure, until the moment that extract gave its message', () => {
    const waits = new Waits();
    const failed = state(
      { state: 'failed', reason: 'INPUT_MISSING', endedAt: new Date(12_000).toISOString() },
      'failed',
    );
    waits.see({
      id: 1,
      at: 12_010,
      ms: 10,
      operation: 'ChangeMessageVisibility',
      seconds: 2,
      function: 'extract',
    });
    expect(waits.of(failed, false)).toMatchObject([{ from: 12_000, until: 14_020 }]);
    expect(waits.of(failed, false)[0]?.why).toContain('INPUT_MISSING');
  });

  test('after load was killed, from the call that was cut off until load calls again', () => {
    const waits = new Waits();
    const loading = state({ state: 'extracted', endedAt: new Date(10_500).toISOString() }, 'loading');
    const call = { function: 'load', job: JOB, operation: 'BatchWriteItem' };
    const killedAt = Date.now();
    waits.see({ id: 1, at: killedAt - 200, ms: 100, status: 200, ...call });
    waits.killed('load');
    expect(waits.of(loading, false)).toEqual([]);
    waits.see({ id: 2, at: killedAt - 90, ms: 100, ...call });
    expect(waits.of(loading, false)).toMatchObject([{ from: killedAt + 10 }]);
    expect(waits.of(loading, false)[0]).not.toHaveProperty('until');
    waits.see({ id: 3, at: killedAt + 900, ...call });
    expect(waits.of(loading, false)).toMatchObject([{ from: killedAt + 10, until: killedAt + 900 }]);
  });

  test('in the queue, also before a later wait', () => {
    const waits = new Waits();
    waits.see({ id: 1, at: 11_000, ms: 5, function: 'extract', job: JOB, fault: 'kill' });
    waits.of(state({}), false);
    waits.queued(JOB, 4000, 10_000);
    const queued = { from: 4000, until: 10_000, why: 'in the queue' };
    expect(waits.of(state({}), false)).toMatchObject([queued, { from: 11_005 }]);
    // The page compares what it has shown with what it shows next.
    const shown = waits.of(state({}), false);
    const later = state({ tries: 2, startedAt: new Date(24_100).toISOString() });
    waits.see({ id: 2, at: 25_000, ms: 5, function: 'extract', job: JOB, fault: 'kill' });
    expect([shown.length, waits.of(later, false).length, shown.length]).toEqual([2, 3, 2]);
    // A redriven message is in the queue again.
    waits.queued(JOB, 30_000, 40_000);
    const redriven = state({ startedAt: new Date(40_000).toISOString() });
    expect(waits.of(redriven, false).map(({ from }) => from)).toEqual([4000, 11_005, 25_005, 30_000]);
  });

  test('and the page learns at once when a call begins or ends that', () => {
    const waits = new Waits();
    const call = { function: 'load', job: JOB, operation: 'BatchWriteItem' };
    expect(waits.see({ id: 1, at: 1000, ms: 100, status: 200, ...call })).toBe(false);
    expect(waits.see({ id: 2, at: 1100, ms: 100, ...call })).toBe(true);
    expect(waits.see({ id: 3, at: 3000, ...call })).toBe(true);
    expect(waits.see({ id: 3, at: 3000, ms: 50, status: 200, ...call })).toBe(false);
    expect(waits.see({ id: 4, at: 4000, ms: 5, function: 'extract', job: JOB, fault: 'kill' })).toBe(true);
  });

  test('without a countdown when two messages failed at the same moment', () => {
    const waits = new Waits();
    for (const [id, seconds] of [
      [1, 2],
      [2, 4],
    ] as const)
      waits.see({
        id,
        at: 12_010,
        ms: 10,
        operation: 'ChangeMessageVisibility',
        seconds,
        function: 'extract',
      });
    const failed = state({ state: 'failed', reason: 'X', endedAt: new Date(12_000).toISOString() }, 'failed');
    expect(waits.of(failed, false)[0]).not.toHaveProperty('until');
  });
});
