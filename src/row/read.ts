import type { RowRejected } from '../errors';
import type { Row } from './value';

/** One row as it came out of a file: its number (from 1), and its row or why it has none. */
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
