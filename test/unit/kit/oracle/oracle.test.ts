import { canonicalNumber, type Item } from '../../../../kit/oracle/compare';
import type { SoakJob } from '../../../../kit/oracle/expected';
import { soakJob } from '../../../../kit/oracle/job';
import { check, needlessLetters, type Seen, type SeenJob } from '../../../../kit/oracle/oracle';

const BUCKETS = { inputBucket: 'in', csvBucket: 'csv' };
const jobs = Array.from({ length: 60 }, (_, index) => soakJob(1, index, BUCKETS));

/** The content of a stage after a run without errors. */
function right(given: readonly SoakJob[] = jobs): Seen {
  const nameOf = ({ index }: SoakJob) => `job-of-${index}`;
  return {
    items: given.flatMap((job) =>
      (job.rows?.items ?? []).map(
        ({ pk, row, fields }): Item => ({
          ...fields,
          pk: { S: pk },
          _job: { S: nameOf(job) },
          _row: { N: String(row) },
        }),
      ),
    ),
    rejects: given.flatMap((job) =>
      (job.rows?.rejects ?? []).map((reject) => ({ ...reject, dataset: job.dataset, job: nameOf(job) })),
    ),
    jobs: given.flatMap(({ rows, ...job }): SeenJob[] => {
      if (!rows) return [];
      const { superseded } = rows;
      const [accepted, rejected] = [rows.items.length, rows.rejects.length];
      const counts = { rows: accepted + rejected + superseded, accepted, rejected, superseded, filtered: 0 };
      return [{ job: `job-of-${job.index}`, dataset: job.dataset, phase: 'done', ...counts }];
    }),
    letters: given.flatMap(({ letter }) => (letter ? [{ queue: letter.queue, about: [letter.about] }] : [])),
  };
}

/** Returns the first job that meets a condition. */
function jobWith(holds: (job: SoakJob) => unknown): SoakJob {
  const job = jobs.find(holds);
  if (!job) throw new Error('no job of this seed is so');
  return job;
}

const withItems = jobWith(({ rows }) => (rows?.items.length ?? 0) > 1);
const withRejects = jobWith(({ rows }) => rows?.rejects.length);
const withLetter = jobWith(({ letter, rows }) => letter && !rows);
const [first, second] = withItems.rows?.items ?? [];
const isFirst = ({ pk }: Item) => pk?.S === first?.pk;

test('a correct stage has no finding', () => {
  expect(check(jobs, right())).toEqual([]);
});

test('numbers are equal if their values are, however they are written', () => {
  expect(['1', '1.0', '10e-1', '0.1E+1', '+1'].map(canonicalNumber)).toEqual(Array(5).fill('1e0'));
  expect(['0', '-0', '0.00', '0e5'].map(canonicalNumber)).toEqual(Array(4).fill('0'));
  expect(canonicalNumber('9007199254740993')).not.toBe(canonicalNumber('9007199254740992'));
  expect(canonicalNumber('-120')).toBe('-12e1');
});

describe('rows', () => {
  test.each<[string, string, (seen: Seen) => Partial<Seen>]>([
    ['a missing item is lost', 'lost', ({ items }) => ({ items: items.filter((i) => !isFirst(i)) })],
    [
      'an item under a second key is doubled',
      'doubled',
      ({ items }) => ({
        items: items.flatMap((i) => (isFirst(i) ? [i, { ...i, pk: { S: `${first?.pk}#2` } }] : [i])),
      }),
    ],
    [
      'an item with a changed value is wrong',
      'wrong',
      ({ items }) => ({ items: items.map((i) => (isFirst(i) ? { ...i, ...changed(i) } : i)) }),
    ],
    [
      'an item with an extra field is wrong',
      'wrong',
      ({ items }) => ({ items: items.map((i) => (isFirst(i) ? { ...i, more: { NULL: true } } : i)) }),
    ],
    [
      'an item without one of its fields is wrong',
      'wrong',
      ({ items }) => ({ items: items.map((i) => (isFirst(i) ? without(i) : i)) }),
    ],
    [
      'an item with another row number is wrong',
      'wrong',
      ({ items }) => ({ items: items.map((i) => (isFirst(i) ? { ...i, _row: { N: '99999' } } : i)) }),
    ],
    [
      'an item of a job without a receipt is wrong',
      'wrong',
      ({ items }) => ({ items: items.map((i) => (isFirst(i) ? { ...i, _job: { S: 'other' } } : i)) }),
    ],
  ])('%s', (_, kind, tamper) => {
    const seen = right();
    expect(check(jobs, { ...seen, ...tamper(seen) })).toEqual([
      { kind, index: withItems.index, what: expect.any(String) },
    ]);
  });

  test('an item with the content of another row is wrong', () => {
    const seen = right();
    const other = seen.items.find(({ pk }) => pk?.S === second?.pk);
    const items = seen.items.map((item) => (isFirst(item) ? { ...item, _row: other?._row } : item)) as Item[];
    expect(check(jobs, { ...seen, items })).toMatchObject([{ kind: 'wrong', index: withItems.index }]);
  });

  test('an item that belongs to no job is doubled', () => {
    const seen = right();
    const items = [...seen.items, { pk: { S: 'stranger#1' } }];
    expect(check(jobs, { ...seen, items })).toMatchObject([{ kind: 'doubled' }]);
  });
});

describe('rejects', () => {
  const [reject] = withRejects.rows?.rejects ?? [];
  const isIt = (one: Seen['rejects'][number]) =>
    one.dataset === withRejects.dataset && one.row === reject?.row;

  test.each<[string, string, (one: Seen['rejects'][number]) => Seen['rejects'][number][]]>([
    ['a rejected row that no report has is lost', 'lost', () => []],
    ['one that a report has twice is doubled', 'doubled', (one) => [one, one]],
    ['one with another code is wrong', 'wrong', (one) => [{ ...one, code: 'OTHER' }]],
    ['one whose text was changed is wrong', 'wrong', (one) => [{ ...one, raw: `${one.raw}x` }]],
  ])('%s', (_, kind, tamper) => {
    const seen = right();
    const rejects = seen.rejects.flatMap((one) => (isIt(one) ? tamper(one) : [one]));
    expect(check(jobs, { ...seen, rejects })).toEqual([
      { kind, index: withRejects.index, what: expect.any(String) },
    ]);
  });
});

describe('jobs', () => {
  test('a job is unaccounted if its receipt is missing, is not done or does not add up', () => {
    const seen = right();
    const found = (tamper: (job: SeenJob) => SeenJob[]) =>
      check(jobs, {
        ...seen,
        jobs: seen.jobs.flatMap((job) => (job.dataset === withItems.dataset ? tamper(job) : [job])),
      }).filter(({ kind }) => kind === 'unaccounted');
    const it = [{ kind: 'unaccounted', index: withItems.index }];
    expect(found(() => [])).toMatchObject(it);
    expect(found((job) => [{ ...job, phase: 'loading' }])).toMatchObject(it);
    expect(found((job) => [{ ...job, accepted: job.accepted - 1 }])).toMatchObject(it);
    expect(found((job) => [job, { ...job, job: 'another' }])).toMatchObject(it);
  });

  test('a forced message must be exactly one new job that adds up', () => {
    const forced = new Map([[withItems.index, 2]]);
    const found = (...ids: string[]) => {
      const seen = right();
      const receipts = seen.jobs.flatMap((job) =>
        job.dataset === withItems.dataset
          ? [job, ...ids.map((id, i) => ({ ...job, job: `forced-${i}`, forcedBy: id }))]
          : [job],
      );
      const mine = seen.rejects.filter(({ dataset }) => dataset === withItems.dataset);
      const rejects = ids.flatMap((_, i) => mine.map((reject) => ({ ...reject, job: `forced-${i}` })));
      return check(jobs, { ...seen, jobs: receipts, rejects: [...seen.rejects, ...rejects] }, forced);
    };
    expect(found('m-1', 'm-2')).toEqual([]);
    for (const ids of [['m-1'], ['m-1', 'm-1'], ['m-1', 'm-2', 'm-3'], ['m-1', 'm-2', 'm-2']]) {
      expect(found(...ids)).toMatchObject([{ kind: 'unaccounted', index: withItems.index }]);
    }
  });

  test('a broken input that left items is found', () => {
    const seen = right();
    const { index, dataset } = withLetter;
    const items = [...seen.items, { pk: { S: `${dataset}#1` } }];
    expect(check(jobs, { ...seen, items })).toMatchObject([{ kind: 'doubled', index }]);
    const counts = { rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0 };
    const done = { job: 'j', dataset, phase: 'done', ...counts };
    expect(check(jobs, { ...seen, jobs: [...seen.jobs, done] })).toMatchObject([
      { kind: 'unaccounted', index },
    ]);
    expect(check(jobs, { ...seen, jobs: [...seen.jobs, { ...done, phase: 'failed' }] })).toEqual([]);
  });

  test('a message that should be a dead letter and is not is unaccounted', () => {
    const seen = right();
    const about = withLetter.letter?.about ?? '';
    const letters = seen.letters.filter((letter) => !letter.about.includes(about));
    expect(check(jobs, { ...seen, letters })).toMatchObject([
      { kind: 'unaccounted', index: withLetter.index },
    ]);
  });

  test('an unexpected dead letter is unaccounted, and must be redriven', () => {
    const seen = right();
    const letter = { queue: 'jobs-dlq', about: [`${withItems.dataset}.json`] } as const;
    const letters = [...seen.letters, letter];
    expect(check(jobs, { ...seen, letters })).toMatchObject([
      { kind: 'unaccounted', index: withItems.index },
    ]);
    expect(needlessLetters(jobs, letters)).toEqual([letter]);
  });
});

/** Returns the item with a different value in its first field. */
function changed(item: Item): Item {
  const name = fieldOf(item);
  return { [name]: { S: `${JSON.stringify(item[name])} changed` } };
}

function without(item: Item): Item {
  const { [fieldOf(item)]: _, ...others } = item;
  return others;
}

function fieldOf({ pk, _job, _row, ...fields }: Item): string {
  return Object.keys(fields)[0] as string;
}
