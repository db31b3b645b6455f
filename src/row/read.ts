import type { RowRejected } from '../errors';
import type { Row } from './value';

/** One row as it came out of a file: its number (from 1), and the record it is or the reason it is none. */
export type Read = {
  readonly number: number;
  /** Its text in the file. */
  raw(): string;
} & (
  | { readonly row: Row; readonly rejection?: never }
  | { readonly rejection: RowRejected; readonly row?: never }
);

/** A row of an input, and how long it is. */
export type Sized = Read & { readonly chars: number };

/**
 * Rows in batches, in the order of the file.
 * @throws PermanentFailure when the file as a whole is not of the format
 */
export type Reader = (source: AsyncIterable<Buffer>) => AsyncGenerator<Sized[]>;
