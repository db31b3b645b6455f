import type { Sized } from '../row/read';

/** The input object of a job, as a reader gets it. */
export interface Input {
  /**
   * Returns the object's bytes, decompressed. Call it once.
   * @throws PermanentFailure when they are not sound gzip, or more than a job may have
   * @throws RetryableFailure `BODY_CUT` when S3 sent less than the object holds
   */
  stream(): AsyncIterable<Uint8Array>;
}

/** A format that an input may have: a file of this folder, exported under the name by which messages call it. */
export interface Format {
  /** Those of its files: in small letters, with the dot. */
  readonly extensions: readonly string[];
  /** What its rows are, as the documentation says it. */
  readonly rows: string;
  /** How its files are written. */
  readonly options?: {
    /** The character between two cells. */
    readonly delimiter: string;
  };
  /**
   * Reads rows in batches, in the order of the file.
   * @throws PermanentFailure when the file as a whole is not of the format
   */
  read(input: Input): AsyncGenerator<Sized[]>;
}
