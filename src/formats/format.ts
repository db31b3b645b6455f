import type { Sized } from '../row/read';
import type { Warn } from '../warnings';
import type { Reading, ReadingOption } from './reading';

/** A job's input object, as a reader gets it. */
export interface Input {
  /**
   * Returns the object's bytes, decompressed. Call once.
   * @throws PermanentFailure when the gzip data is damaged, or the input is larger than a job may have
   * @throws RetryableFailure `BODY_CUT` when S3 sent fewer bytes than the object has
   */
  stream(): AsyncIterable<Uint8Array>;
  /** The options that the message or the dataset's entry gives; only those that the format takes. */
  readonly reading: Reading;
  /** Adds a warning to the job's receipt, when its result may not be what the sender wants. */
  readonly warn: Warn;
}

/** An input format: a file of this folder, exported under the name that messages use. */
export interface Format {
  /** The extensions of its files, in lowercase and with the dot. */
  readonly extensions: readonly string[];
  /** The description of its rows in the documentation. */
  readonly rows: string;
  /** The character between cells, in a format that has them. */
  readonly delimiter?: string;
  /** The options that it takes. */
  readonly takes: readonly ReadingOption[];
  /**
   * Reads the rows in batches, in file order.
   * @throws PermanentFailure when the whole file does not have the format
   */
  read(input: Input): AsyncGenerator<Sized[]>;
}
