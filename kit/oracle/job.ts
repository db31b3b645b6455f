import { badMessage, brokenCsv, brokenFile } from './broken';
import { csvRows } from './csv-rows';
import { type Dice, diceOf } from './dice';
import { expectRows, type SoakJob } from './expected';
import { emptyFile, someFile } from './file';
import { type Identity, someIdentity } from './json-rows';
import { csvUpload, jobMessage, nameOf, ODD, repeated, s3Record, someTarget } from './target';

/** The buckets of the jobs' stage. */
export interface Buckets {
  readonly inputBucket: string;
  readonly csvBucket: string;
}

/** The kind of a job whose input never arrives. */
export const MISSING = 'a missing input';

const NOTHING = { uploads: [], messages: [], events: [] } as const;

type Maker = (dice: Dice, index: number, buckets: Buckets) => SoakJob;

/** The frequency of each kind. */
const KINDS: readonly (readonly [weight: number, Maker])[] = [
  [60, goodJob],
  [6, emptyJob],
  [11, brokenJob],
  [7, badJob],
  [2, missingJob],
  [3, lateJob],
  [7, loneJob],
  [2, brokenLoneJob],
  [1, badEventJob],
  [1, testEventJob],
];

/**
 * Returns the job of a seed and a number, the same at every call. Everything that belongs to the job contains its name.
 */
export function soakJob(seed: number, index: number, buckets: Buckets): SoakJob {
  const dice = diceOf(seed, `job ${index}`);
  return dice.weighted(KINDS)(dice, index, buckets);
}

function goodJob(dice: Dice, index: number, { inputBucket }: Buckets): SoakJob {
  const to = someTarget(dice, index);
  // S3's own event names neither dataset nor id.
  const byEvent = dice.chance(0.12) && to.byExtension;
  const identity = byEvent ? dice.one<Identity>(['own', 'number']) : someIdentity(dice);
  const dataset = byEvent ? to.stem : to.dataset;
  const count = dice.weighted([
    [60, dice.int(1, 30)],
    [30, dice.int(31, 120)],
    [10, dice.int(121, 400)],
  ]);
  const { body, rows } = someFile(dice, { ...to, dataset, identity, count });
  const message = byEvent
    ? JSON.stringify({ Records: [s3Record(inputBucket, to.key, body)] })
    : jobMessage(dice, to, identity);
  const again = byEvent ? {} : { again: JSON.stringify({ ...JSON.parse(message), force: true }) };
  return {
    ...NOTHING,
    index,
    dataset,
    what: `${count} rows of ${to.format}${byEvent ? ', by an S3 event' : ''}`,
    uploads: [{ bucket: 'input', key: to.key, body }],
    messages: [...repeated(dice, message), ...(again.again && dice.chance(0.08) ? [again.again] : [])],
    ...again,
    rows: expectRows(rows),
  };
}

function emptyJob(dice: Dice, index: number): SoakJob {
  const to = someTarget(dice, index);
  return {
    ...NOTHING,
    index,
    dataset: to.dataset,
    what: `an empty file of ${to.format}`,
    uploads: [{ bucket: 'input', key: to.key, body: emptyFile(dice, to) }],
    messages: repeated(dice, jobMessage(dice, to, someIdentity(dice))),
    rows: expectRows([]),
  };
}

function brokenJob(dice: Dice, index: number): SoakJob {
  const { what, format, body } = brokenFile(dice);
  const to = someTarget(dice, index, format);
  return {
    ...NOTHING,
    index,
    what,
    dataset: to.dataset,
    uploads: [{ bucket: 'input', key: to.key, body }],
    messages: repeated(dice, jobMessage(dice, to, 'own')),
    letter: { queue: 'jobs-dlq', about: to.key },
  };
}

function badJob(dice: Dice, index: number, { inputBucket }: Buckets): SoakJob {
  const { what, body, about } = badMessage(dice, nameOf(index), inputBucket);
  const dataset = nameOf(index);
  return {
    ...NOTHING,
    index,
    what,
    dataset,
    messages: repeated(dice, body),
    letter: { queue: 'jobs-dlq', about },
  };
}

function missingJob(dice: Dice, index: number): SoakJob {
  const to = someTarget(dice, index);
  return {
    ...NOTHING,
    index,
    what: MISSING,
    dataset: to.dataset,
    messages: [jobMessage(dice, to, 'own')],
    letter: { queue: 'jobs-dlq', about: to.key },
  };
}

function lateJob(dice: Dice, index: number, buckets: Buckets): SoakJob {
  const { what, uploads, ...job } = goodJob(dice, index, buckets);
  return { ...job, what: `${what}, late`, uploads: uploads.map((upload) => ({ ...upload, late: true })) };
}

function loneJob(dice: Dice, index: number, { csvBucket }: Buckets): SoakJob {
  const dataset = `${nameOf(index)}${dice.one(ODD)}`;
  const identity = dice.one<Identity>(['own', 'number']);
  const bad = dice.one([0, 0.3]);
  const { header, rows } = csvRows(dice, { dataset, identity, bad, count: dice.int(0, 90), delimiter: ',' });
  const upload = csvUpload(dataset, Buffer.from([header, ...rows.map(({ text }) => text), ''].join('\r\n')));
  const record = s3Record(csvBucket, upload.key, upload.body);
  const stale = s3Record(csvBucket, upload.key, Buffer.from('of another version'));
  const once = { Records: [record] };
  const events = dice.one([
    [],
    [once],
    [once, once],
    [{ Records: [record, record] }],
    [{ Records: [stale] }],
  ]);
  const what = `a lone CSV of ${rows.length} rows, and ${events.length} more events`;
  return { ...NOTHING, index, dataset, what, uploads: [upload], events, rows: expectRows(rows) };
}

function brokenLoneJob(dice: Dice, index: number): SoakJob {
  const { what, body } = brokenCsv(dice);
  const dataset = nameOf(index);
  const upload = csvUpload(dataset, body);
  return {
    ...NOTHING,
    index,
    dataset,
    what,
    uploads: [upload],
    letter: { queue: 'load-failed', about: upload.key },
  };
}

/** Returns an event of two records: the good one loads, but the event still ends as a dead letter. */
function badEventJob(dice: Dice, index: number, { csvBucket }: Buckets): SoakJob {
  const dataset = nameOf(index);
  const { header, rows } = csvRows(dice, { dataset, identity: 'number', bad: 0, count: 3, delimiter: ',' });
  const upload = csvUpload(dataset, Buffer.from([header, ...rows.map(({ text }) => text)].join('\n')));
  const good = s3Record(csvBucket, upload.key, upload.body);
  const key = dice.one([`${dataset}%E0%A4%A.csv`, `${dataset}-missing.csv`]);
  const bad = { ...good, s3: { ...good.s3, object: { ...good.s3.object, key } } };
  const what = 'an event with a good record and a bad one';
  const letter = { queue: 'load-failed', about: key } as const;
  const events = [
    {
      Records: dice.one([
        [good, bad],
        [bad, good],
      ]),
    },
  ];
  return { ...NOTHING, index, dataset, what, uploads: [upload], events, rows: expectRows(rows), letter };
}

function testEventJob(dice: Dice, index: number): SoakJob {
  const dataset = nameOf(index);
  const body = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: dataset });
  return { ...NOTHING, index, dataset, what: "S3's test event", messages: repeated(dice, body) };
}
