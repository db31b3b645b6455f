import type { Value } from './record/value';

/** An item as it is written: the row's fields, its key, and where it came from. */
export type Item = { readonly pk: string; readonly _job: string; readonly _row: number } & Record<
  string,
  Value
>;

/** How far a write came. */
export interface Written {
  /** The first so many items are in the table. */
  readonly count: number;
  /** Whether those were all. */
  readonly all: boolean;
}

/** The records table. */
export interface RecordTable {
  /**
   * Writes items that all have different keys, in any order. They come in batches of any size. At the deadline (ms since
   * the epoch) it takes no more.
   * @throws RetryableFailure `TABLE_THROTTLED` when not even the first items could be written by then
   */
  write(batches: Iterable<Item[]> | AsyncIterable<Item[]>, deadline: number): Promise<Written>;
}
