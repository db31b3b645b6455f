import { readingOf } from '../formats/reading';
import { formats } from '../formats/registry';
import type { JobRequest } from '../ledger/job';
import type { StoredObject } from '../ports';
import type { Sized } from '../row/read';
import type { Pipeline } from '../step/pipeline';
import type { Warn } from '../warnings';
import { inputOf } from './source';

/**
 * Reads the rows of a job's input in batches, in file order: as its message says, then as the dataset's entry says, then
 * as its format expects.
 * @param mostBytes the most bytes after decompression
 * @param warn adds a warning to the job's receipt
 * @throws PermanentFailure when the whole file does not have the format
 */
export function inputRows(
  { dataset, format, reading }: Pick<JobRequest, 'dataset' | 'format' | 'reading'>,
  object: Pick<StoredObject, 'body' | 'bytes'>,
  pipeline: Pipeline,
  mostBytes: number,
  warn: Warn,
): AsyncGenerator<Sized[]> {
  const { takes, read } = formats[format];
  const options = { ...readingOf(pipeline.datasets.get(dataset) ?? {}, takes), ...reading };
  return read(inputOf(object, mostBytes, options, warn));
}
