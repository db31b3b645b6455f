import { posix } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Metadata, metadataKey, readMetadata } from '../csvw/metadata';
import { PermanentFailure } from '../errors';
import { loneJobId } from '../ledger/job';
import { LONE_CSV_BYTES, METADATA_BYTES } from '../limits';
import { whole } from '../objects';
import type { ObjectStore, StoredObject } from '../ports';

/** A CSV of the csv bucket, with what is known about it. */
export interface Part {
  readonly key: string;
  readonly job: string;
  readonly part: number;
  readonly dataset: string;
  readonly object: StoredObject;
  /** Missing for a lone CSV, which a person put in the bucket without metadata. */
  readonly metadata?: Metadata;
}

/**
 * Returns the text of the metadata.
 * @throws PermanentFailure `METADATA_TOO_LARGE`
 * @throws RetryableFailure `BODY_CUT` when S3 sent fewer bytes than the object has
 */
async function textOf(metadata: StoredObject): Promise<string> {
  if (metadata.bytes <= METADATA_BYTES) return text(whole(metadata));
  metadata.close();
  throw new PermanentFailure('METADATA_TOO_LARGE', { bytes: metadata.bytes, most: METADATA_BYTES });
}

/**
 * Binds a CSV to its metadata. A CSV without metadata is a separate job, whose columns are all strings.
 * @throws PermanentFailure when the metadata is unusable, or a CSV without metadata is too large
 */
export async function describePart(
  store: ObjectStore,
  key: string,
  object: StoredObject,
  pipelineVersion = 1,
): Promise<Part> {
  const beside = await store.open(metadataKey(key));
  if (beside) {
    const metadata = readMetadata(await textOf(beside));
    const { job, part, dataset } = metadata.note;
    return { key, job, part, dataset, object, metadata };
  }
  if (object.bytes > LONE_CSV_BYTES) {
    throw new PermanentFailure('CSV_TOO_LARGE', { bytes: object.bytes, most: LONE_CSV_BYTES });
  }
  const job = loneJobId(key, object.etag, pipelineVersion);
  return { key, job, part: 1, dataset: posix.basename(key, '.csv'), object };
}
