import { MISSING } from '../../../../kit/oracle/job';
import { someJobs } from '../../../../kit/oracle/some-jobs';
import { indexIn, nameOf } from '../../../../kit/oracle/target';

const BUCKETS = { inputBucket: 'in', csvBucket: 'csv' };

test('random jobs have what lab 13 needs to notice each of its breaks, and new names', () => {
  const sets = [1, 2, 3].map(() => someJobs(30, BUCKETS));
  for (const jobs of sets) {
    expect(jobs).toHaveLength(30);
    const gzipped = jobs.filter(
      ({ rows, uploads: [upload] }) => rows && upload?.body.toString('latin1', 0, 2) === '\x1f\x8b',
    );
    expect(gzipped.some(({ uploads: [upload] }) => !upload?.key.endsWith('.gz'))).toBe(true);
    const unzipped = jobs.filter(
      ({ uploads: [upload] }) => upload?.body[0] === 0x1f && upload.body[1] !== 0x8b,
    );
    expect(unzipped.map(({ rows }) => rows?.items.length)).toEqual([1]);
    expect(jobs.some(({ messages, rows }) => messages.length === 0 && rows?.rejects.length)).toBe(true);
    expect(jobs.some(({ letter }) => letter?.queue === 'jobs-dlq')).toBe(true);
    expect(jobs.flatMap(({ rows }) => rows?.rejects ?? []).map(({ code }) => code)).toContain(
      'KEY_TYPE_MIXED',
    );
    expect(Math.max(...jobs.map(({ rows }) => rows?.items.length ?? 0))).toBeGreaterThan(100);
    expect(jobs.filter(({ what }) => what === MISSING)).toEqual([]);
    for (const { index, dataset } of jobs) expect(indexIn(dataset || nameOf(index))).toBe(index);
  }
  const names = sets.flat().map(({ index }) => index);
  expect(new Set(names).size).toBeGreaterThan(60);
});
