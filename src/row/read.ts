import type { RowRejected } from '../errors';
import type { Row } from './value';

/** One row read from a file: its number (from 1), and its content or the reason why it has none. */
export type Read = {
  readonly number: number;
  /** Returns the row's text in the file. */
  raw(): string;
} & (
  | { readonly row: Row; readonly rejection?: never }
  | { readonly rejection: RowRejected; readonly row?: never }
);

/** A row of an input, with its length. */
export type Sized = Read & { readonly chars: number };
