import { RetryableFailure } from '../../../src/errors';
import type { Item, RecordTable, Written } from '../../../src/ports';

/** A records table in memory, as strict as AWS: the keys of one write all differ. */
export class MemoryRecords implements RecordTable {
  readonly items = new Map<string, Item>();
  /** Whether every write is left unprocessed. */
  throttled = false;

  /** The number of items after which the time is over. */
  most = Number.POSITIVE_INFINITY;

  async write(batches: Iterable<Item[]> | AsyncIterable<Item[]>, _deadline: number): Promise<Written> {
    const written = new Set<string>();
    for await (const items of batches) {
      for (const item of items) {
        if (written.size >= this.most) return { count: written.size, all: false };
        if (this.throttled) throw new RetryableFailure('TABLE_THROTTLED');
        if (written.has(item.pk)) throw new Error(`ValidationException: two items have the key ${item.pk}`);
        written.add(item.pk);
        this.items.set(item.pk, item);
      }
    }
    return { count: written.size, all: true };
  }

  /** Returns the rows as they were read: the items without Sluice's fields, by row number. */
  get rows(): unknown[] {
    const items = [...this.items.values()].sort((a, b) => a._row - b._row);
    return items.map(({ pk: _pk, _job, _row, ...row }) => row);
  }
}
