import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { RetryableFailure } from '../errors';
import { BATCH_WRITE_REQUESTS } from '../limits';
import { LosslessNumber, type Value } from '../record/value';
import type { Item, RecordTable, Written } from '../table';

const END = 'end';

/** A delay of attempt n is anywhere from 0 to 50 ms × 2ⁿ, 5 s at most: full jitter. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const BACKOFF = { first: 50, most: 5000 };

/** The records table by BatchWriteItem, several requests side by side. */
export class DynamoRecords implements RecordTable {
  constructor(
    private readonly table: string,
    private readonly writers: number,
    private readonly dynamo: DynamoDBClient,
  ) {}

  async write(batches: Iterable<Item[]> | AsyncIterable<Item[]>, deadline: number): Promise<Written> {
    let count = 0;
    let all = false;
    let firstLeft: number | undefined;
    const source = requestsOf(batches);
    const writer = async () => {
      try {
        do {
          // One iterator for all writers: each takes the next requests when it is free.
          const next = await source.next();
          if (next.done) {
            all ||= next.value === END;
            return;
          }
          const from = count;
          count += next.value.length;
          if (!(await this.writeBatch(next.value, deadline))) firstLeft = Math.min(from, firstLeft ?? from);
        } while (Date.now() < deadline);
      } finally {
        await source.return(undefined); // One that fails leaves nothing for the others to take.
      }
    };
    // All, not the first to fail: a writer that goes on in a sandbox's next invocation would overwrite newer items.
    for (const end of await Promise.allSettled(Array.from({ length: this.writers }, writer))) {
      if (end.status === 'rejected') throw end.reason;
    }
    if (firstLeft === undefined) return { count, all };
    if (firstLeft > 0) return { count: firstLeft, all: false };
    throw new RetryableFailure('TABLE_THROTTLED', 'DynamoDB left items unprocessed until the time was over');
  }

  /** False when items are still unprocessed at the deadline. */
  private async writeBatch(batch: WriteRequest[], deadline: number): Promise<boolean> {
    let requests = batch;
    for (let attempt = 0; ; attempt++) {
      const { UnprocessedItems } = await this.dynamo.send(
        new BatchWriteItemCommand({ RequestItems: { [this.table]: requests } }),
      );
      requests = UnprocessedItems?.[this.table] ?? [];
      if (requests.length === 0) return true;
      const delay = Math.random() * Math.min(BACKOFF.most, BACKOFF.first * 2 ** attempt);
      if (Date.now() + delay > deadline) return false;
      await pause(delay);
    }
  }
}

/** @returns END, unless it was stopped before */
async function* requestsOf(
  batches: Iterable<Item[]> | AsyncIterable<Item[]>,
): AsyncGenerator<WriteRequest[], typeof END | undefined> {
  let requests: WriteRequest[] = [];
  for await (const items of batches) {
    for (const item of items) {
      requests.push({ PutRequest: { Item: attributes(item) } });
      if (requests.length === BATCH_WRITE_REQUESTS) {
        yield requests;
        requests = [];
      }
    }
  }
  if (requests.length > 0) yield requests;
  return END;
}

/**
 * Not by the SDK's marshaller: it refuses doubles past 2^53, and takes what an object calls its `constructor` for its
 * class. No field is called `__proto__`: such rows are rejected.
 */
function attributes(fields: { readonly [field: string]: Value }): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const name of Object.keys(fields)) attributes[name] = attribute(fields[name] as Value);
  return attributes;
}

function attribute(value: Value): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
  }
  if (value === null) return { NULL: true };
  if (value instanceof LosslessNumber) return { N: value.value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  return { M: attributes(value) };
}
