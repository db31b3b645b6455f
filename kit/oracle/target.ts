import { createHash } from 'node:crypto';
import type { Dice } from './dice';
import type { Upload } from './expected';
import { FORMATS, type Format } from './file';
import type { Identity } from './json-rows';

/** Returns the number of the job that a key, a dataset or a message belongs to; undefined when there is none. */
export function indexIn(text: string): number | undefined {
  const [, index] = /soak-(\d+)/.exec(text) ?? [];
  return index === undefined ? undefined : Number(index);
}

/** Texts that keys and datasets may contain, decoded or not. */
export const ODD = ['', '', '', ' a b', '+', '%', '%20', '=&', 'ü', '日本', "'", '(1)', '#', '..'];

/** The place of an input, and what its message says about it. */
export interface Target {
  readonly key: string;
  readonly stem: string;
  readonly dataset: string;
  readonly format: Format;
  readonly byExtension: boolean;
  readonly gzip: boolean;
}

/** Returns the text that the names of everything of a job contain. */
export function nameOf(index: number): string {
  return `soak-${index}_`;
}

/** Returns a target. @param given the format; when missing, any format, possibly gzipped */
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

/** Returns the message once, or sometimes more often. */
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

/**
 * Returns an event record as S3 sends it: with a form-encoded key, and the ETag of an object that was uploaded in one
 * piece.
 */
export function s3Record(bucket: string, key: string, body: Buffer) {
  const eTag = createHash('md5').update(body).digest('hex');
  const object = {
    key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
    size: body.length,
    eTag,
  };
  return { eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object } };
}
