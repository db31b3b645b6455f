import { createHash } from 'node:crypto';
import type { Dice } from './dice';
import type { Upload } from './expected';
import { FORMATS, type Format } from './file';
import type { Identity } from './json-rows';

/** The job that a key, a dataset or a message is of; undefined when it is of none. */
export function indexIn(text: string): number | undefined {
  const [, index] = /soak-(\d+)/.exec(text) ?? [];
  return index === undefined ? undefined : Number(index);
}

/** What keys and datasets may hold, decoded or not. */
export const ODD = ['', '', '', ' a b', '+', '%', '%20', '=&', 'ü', '日本', "'", '(1)', '#', '..'];

/** Where an input lies, and what its message says of it. */
export interface Target {
  readonly key: string;
  readonly stem: string;
  readonly dataset: string;
  readonly format: Format;
  readonly byExtension: boolean;
  readonly gzip: boolean;
}

/** In the name of all that belongs to a job. */
export function nameOf(index: number): string {
  return `soak-${index}_`;
}

/** @param given the format; any when it is left out, also gzipped */
export function someTarget(dice: Dice, index: number, given?: Format): Target {
  const format = given ?? dice.one(FORMATS);
  const stem = `${nameOf(index)}${dice.one(ODD)}`;
  const gzip = given === undefined && dice.chance(0.2);
  const extension = dice.weighted([
    [8, format],
    [1, format.toUpperCase()],
    [1, 'dat'],
  ]);
  const named = gzip && dice.chance(0.7) ? '.gz' : '';
  return {
    key: `${dice.one(['', 'in/', 'a b/c+d/', 'ü=1/'])}${stem}.${extension}${named}`,
    stem,
    dataset: dice.chance(0.5) ? stem : `${nameOf(index)}${dice.one(ODD)}set`,
    format,
    byExtension: extension !== 'dat',
    gzip,
  };
}

export function jobMessage(
  dice: Dice,
  { key, stem, dataset, format, byExtension }: Target,
  identity: Identity,
): string {
  return JSON.stringify({
    key,
    ...((dataset !== stem || dice.chance(0.5)) && { dataset }),
    ...((!byExtension || dice.chance(0.3)) && { format }),
    ...(typeof identity === 'object' && { id: identity.named }),
  });
}

/** Sent once, mostly. */
export function repeated(dice: Dice, message: string): string[] {
  return Array.from(
    {
      length: dice.weighted([
        [8, 1],
        [2, 2],
        [1, 3],
      ]),
    },
    () => message,
  );
}

export function csvUpload(dataset: string, body: Buffer): Upload {
  return { bucket: 'csv', key: `${dataset}.csv`, body };
}

/** As S3 sends it: the key form-encoded, the ETag of an object that was put in one piece. */
export function s3Record(bucket: string, key: string, body: Buffer) {
  const eTag = createHash('md5').update(body).digest('hex');
  const object = {
    key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
    size: body.length,
    eTag,
  };
  return { eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object } };
}
