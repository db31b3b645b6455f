import type { DeadLetter } from '../../../../kit/workflow/dead-letters';
import { isBalanced, type JobState } from '../../../../kit/workflow/ledger';
import { type Snapshot, whatIsOpen, withDeadParts } from '../../../../kit/workflow/settle';
import type { JobReceipt } from '../../../../src/ledger/receipt';

const empty = { visible: 0, inFlight: 0, delayed: 0 };

function job(receipt: Partial<JobReceipt>, more: Partial<JobState> = {}): JobState {
  return {
    receipt: {
      ...{ id: 'a1', state: 'extracted', key: 'movies.json', etag: 'e', dataset: 'movies' },
      ...{ format: 'json', messageId: 'm1', tries: 1, startedAt: '2026-01-01T00:00:00.000Z', parts: 2 },
      ...receipt,
    },
    ...{
      loaded: [],
      missing: [],
      phase: 'done',
      rows: 0,
      accepted: 0,
      rejected: 0,
      superseded: 0,
      filtered: 0,
      ...more,
    },
  };
}

function snapshot(jobs: JobState[], deadLetters: DeadLetter[] = [], queue = empty): Snapshot {
  return {
    jobs,
    deadLetters,
    moreDeadLetters: false,
    queues: { jobs: queue, jobsDlq: empty, loadFailed: empty },
  };
}

const sent = { messageId: 'm1', name: 'movies.json', job: 'a1' };
const letter = (more: Partial<DeadLetter>): DeadLetter => ({
  ...{ queue: 'jobs-dlq', messageId: 'm1', body: '{}', csvKeys: [], ...more },
});

test('a job whose parts are all loaded is settled', () => {
  expect(whatIsOpen(snapshot([job({})]), [sent])).toEqual([]);
});

test('a message without a receipt is open and reported as waiting', () => {
  expect(whatIsOpen(snapshot([]), [sent])).toEqual([expect.stringContaining('movies.json: no receipt yet')]);
});

test('a message in the dead-letter queue is settled', () => {
  expect(whatIsOpen(snapshot([], [letter({})]), [sent])).toEqual([]);
});

test('a job with a part that has no receipt is open, and the part is named', () => {
  const loading = job({}, { phase: 'loading', missing: [2] });
  expect(whatIsOpen(snapshot([loading]), [sent])).toEqual([expect.stringMatching(/no receipt for part 2$/)]);
});

test('a part whose event is in the load-failed queue is settled', () => {
  const loading = job({}, { phase: 'loading', missing: [2] });
  const failed = letter({
    queue: 'load-failed',
    messageId: 'x',
    csvKeys: ['movies/a1/movies.part-00002.csv'],
  });
  expect(whatIsOpen(snapshot([loading], [failed]), [sent])).toEqual([]);
  const other = letter({
    queue: 'load-failed',
    messageId: 'x',
    csvKeys: ['movies/b2/movies.part-00002.csv'],
  });
  expect(whatIsOpen(snapshot([loading], [other]), [sent])).toHaveLength(1);
});

describe('a job with parts in the load-failed queue', () => {
  const parts = ['movies/a1/movies.part-00001.csv', 'movies/a1/movies.part-00002.csv'];
  const dead = (csvKeys: string[]) => letter({ queue: 'load-failed', messageId: 'x', csvKeys });
  const loading = job({}, { phase: 'loading', missing: [1, 2] });

  test('has failed when nothing else is missing', () => {
    expect(withDeadParts(loading, [dead(parts)]).phase).toBe('failed');
  });

  test('is loading as long as another part may be loaded', () => {
    expect(withDeadParts(loading, [dead(parts.slice(1))]).phase).toBe('loading');
  });
});

test('a lone CSV whose load was killed between its two receipts has failed when its event is in the load-failed queue', () => {
  const { format, ...receipt } = job({ key: 'folder/lone.csv', dataset: 'lone', parts: 1 }).receipt;
  const lone = { ...job({}), receipt, phase: 'loading' as const, missing: [1] };
  const dead = letter({ queue: 'load-failed', messageId: 'x', csvKeys: ['folder/lone.csv'] });
  expect(whatIsOpen(snapshot([lone]))).toEqual([expect.stringMatching(/no receipt for part 1$/)]);
  expect(whatIsOpen(snapshot([lone], [dead]))).toEqual([]);
  expect(withDeadParts(lone, [dead]).phase).toBe('failed');
});

test('after a redrive, only the jobs with redriven parts are awaited', () => {
  const loading = job({}, { phase: 'loading', missing: [2] });
  expect(whatIsOpen(snapshot([loading]), [], ['b2'])).toEqual([]);
  expect(whatIsOpen(snapshot([loading]), [], ['a1'])).toEqual([
    expect.stringMatching(/no receipt for part 2$/),
  ]);
});

test('a job that failed is open until its message is a dead letter, and its reason is reported', () => {
  const failed = job({ state: 'failed', reason: 'BODY_CUT' }, { phase: 'failed' });
  const waiting = { ...empty, inFlight: 1 };
  expect(whatIsOpen(snapshot([failed], [], waiting), [sent])).toEqual([
    expect.stringMatching(/BODY_CUT .*it will be tried again$/),
  ]);
  expect(whatIsOpen(snapshot([failed], [letter({})], waiting), [sent])).toEqual([]);
});

test('a job whose function was killed in the last attempt is settled', () => {
  const killed = job({ state: 'extracting' }, { phase: 'extracting' });
  expect(whatIsOpen(snapshot([killed]))).toEqual([expect.stringContaining('extract is working on it')]);
  expect(whatIsOpen(snapshot([killed], [letter({})]))).toEqual([]);
});

test('a job that has just failed is open while no queue counts its message', () => {
  const failed = (seconds: number) => {
    const endedAt = new Date(Date.now() - seconds * 1000).toISOString();
    return job({ state: 'failed', reason: 'JSON_TRUNCATED', endedAt }, { phase: 'failed' });
  };
  expect(whatIsOpen(snapshot([failed(50)]), [sent])).toEqual([
    expect.stringMatching(/the jobs queue shows no message for it$/),
  ]);
  expect(whatIsOpen(snapshot([failed(50)]))).toHaveLength(1);
  expect(whatIsOpen(snapshot([failed(70)]))).toEqual([]);
});

test('a file that is sent again after its job failed is open until the new message has tried it', () => {
  const failed = (messageId: string) => job({ state: 'failed', messageId, reason: 'X' }, { phase: 'failed' });
  const again = { ...sent, messageId: 'm2', triedBefore: 'm1' };
  expect(whatIsOpen(snapshot([failed('m1')], [letter({})]), [again])).toHaveLength(1);
  const dead = [letter({}), letter({ messageId: 'm2' })];
  expect(whatIsOpen(snapshot([failed('m2')], dead), [again])).toEqual([]);
  expect(whatIsOpen(snapshot([job({})], [letter({})]), [again])).toEqual([]);
});

test('a forced message is open until its own job is done', () => {
  const forced = { ...sent, messageId: 'm2', job: 'a2' };
  expect(whatIsOpen(snapshot([job({})]), [forced])).toHaveLength(1);
  expect(whatIsOpen(snapshot([job({}), job({ id: 'a2' })]), [forced])).toEqual([]);
});

test('a stack is settled only when its jobs queue is empty, including messages in flight and delayed ones', () => {
  expect(whatIsOpen(snapshot([job({})]))).toEqual([]);
  for (const waiting of ['visible', 'inFlight', 'delayed'] as const) {
    expect(whatIsOpen(snapshot([job({})], [], { ...empty, [waiting]: 1 }))).toHaveLength(1);
  }
});

test('a job is balanced when accepted, rejected and superseded rows add up to the rows read', () => {
  expect(isBalanced({ rows: 6, accepted: 3, rejected: 2, superseded: 1, filtered: 0 })).toBe(true);
  expect(isBalanced({ rows: 6, accepted: 3, rejected: 2, superseded: 0, filtered: 0 })).toBe(false);
});
