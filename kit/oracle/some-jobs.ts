import { randomInt } from 'node:crypto';
import { diceOf } from './dice';
import { expectRows, keyOf, type SoakJob } from './expected';
import { someFile } from './file';
import { type Buckets, MISSING, soakJob } from './job';
import { someIdentity } from './json-rows';
import { jobMessage, nameOf, someTarget } from './target';

/** More rows than a part of a stage with small parts. */
const BIG_ROWS = 1200;

/** What a set of jobs has, so that each of them notices the same mistakes. */
const NEEDS: readonly ((jobs: readonly SoakJob[]) => boolean)[] = [
  (jobs) => jobs.filter(isGzipped).length >= 2,
  (jobs) => jobs.some((job) => isGzipped(job) && !job.uploads[0]?.key.endsWith('.gz')),
  (jobs) => jobs.some((job) => job.messages.length === 0 && (job.rows?.rejects.length ?? 0) > 0),
  (jobs) => jobs.filter(({ rows }) => (rows?.rejects.length ?? 0) > 0).length >= 4,
  (jobs) => jobs.filter(({ rows }) => (rows?.superseded ?? 0) > 0).length >= 3,
  (jobs) => jobs.some(({ letter, uploads }) => letter?.queue === 'jobs-dlq' && uploads.length > 0),
];

/** A reason that is too rare to be in each set by chance. */
const RARE = 'KEY_TYPE_MIXED';

/**
 * Returns random jobs, one of them with a big file, one with ids of mixed types, and one that looks like gzip. Their
 * names are new, and none of them has a missing input, which takes half a minute to be given up.
 */
export function someJobs(count: number, buckets: Buckets): SoakJob[] {
  const first = randomInt(100, 10_000) * 100;
  for (;;) {
    const seed = randomInt(1, 1e9);
    const jobs = Array.from({ length: 2 * count }, (_, n) => soakJob(seed, first + n, buckets))
      .filter(({ what }) => what !== MISSING)
      .slice(0, count - 3);
    if (!NEEDS.every((holds) => holds(jobs))) continue;
    const last = first + 2 * count;
    return [...jobs, bigJob(seed, last), rareJob(last + 1, buckets), unzippedJob(last + 2)];
  }
}

function rareJob(index: number, buckets: Buckets): SoakJob {
  for (;;) {
    const job = soakJob(randomInt(1, 1e9), index, buckets);
    if (job.rows?.rejects.some(({ code }) => code === RARE)) return job;
  }
}

function bigJob(seed: number, index: number): SoakJob {
  const dice = diceOf(seed, `job ${index}`);
  const to = someTarget(dice, index, 'ndjson');
  const identity = someIdentity(dice);
  const { body, rows } = someFile(dice, { ...to, identity, count: BIG_ROWS });
  return {
    ...{ index, what: `${BIG_ROWS} rows of ndjson`, dataset: to.dataset, events: [] },
    uploads: [{ bucket: 'input', key: to.key, body }],
    messages: [jobMessage(dice, to, identity)],
    rows: expectRows(rows),
  };
}

/** Returns a job whose file begins with the first of gzip's two bytes, and is not gzipped. */
function unzippedJob(index: number): SoakJob {
  const [dataset, unit] = [nameOf(index), '\x1funit'];
  const key = `${dataset}.csv`;
  const item = {
    row: 1,
    text: 'mm,a',
    key: keyOf(dataset, ['a']),
    fields: { id: { S: 'a' }, [unit]: { S: 'mm' } },
  };
  return {
    ...{ index, what: 'a csv that begins with 1f', dataset, events: [] },
    uploads: [{ bucket: 'input', key, body: Buffer.from(`${unit},id\nmm,a\n`) }],
    messages: [JSON.stringify({ key, id: ['id'] })],
    rows: expectRows([item]),
  };
}

function isGzipped({ rows, uploads: [upload] }: SoakJob): boolean {
  return rows !== undefined && upload?.body[0] === 0x1f && upload.body[1] === 0x8b;
}
