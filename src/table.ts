import type { Value } from './record/value';

/** An item as it is written: the row's fields, its key, and where it came from. */
export type Item = { readonly pk: string; readonly _job: string; readonly _row: number } & Record<
  string,
  Value
>;

/** The records table. */
export interface RecordTable {
  /**
   * Writes items that all have different keys, in any order.
   * @returns how many were written
   * @throws RetryableFailure `TABLE_THROTTLED` when items are still unprocessed at the deadline (ms since the epoch)
   */
  write(items: Iterable<Item> | AsyncIterable<Item>, deadline: number): Promise<number>;
}
