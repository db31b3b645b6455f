import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { RetryableFailure } from '../errors';
import { BATCH_WRITE_BYTES, BATCH_WRITE_REQUESTS } from '../limits';
import type { Item, RecordTable, Written } from '../ports';
import { LosslessNumber, type Value } from '../row/value';

const END = 'end';

/** The most bytes that JSON needs for a character (`\\u0000`), and for a double around its text (`"":{"N":""},`). */
const JSON_CHAR_BYTES = 6;
const ATTRIBUTE_BYTES = 12 + 24;

/**
 * The delay before attempt n is random, from 0 to 50 ms × 2ⁿ and at most 5 s: full jitter.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
const BACKOFF = { first: 50, most: 5000 };

/** The errors with which DynamoDB rejects a whole call that it may accept later. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
]);

/** Writes the records table with BatchWriteItem, several requests at once. */
export class DynamoTable implements RecordTable {
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
          // All writers share one iterator: each takes the next requests when it is free.
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
        await source.return(undefined); // After a failure, the other writers take no more requests.
      }
    };
    // Waits for all writers, not for the first failure: a writer that continued in the sandbox's next invocation would
    // overwrite newer items.
    for (const end of await Promise.allSettled(Array.from({ length: this.writers }, writer))) {
      if (end.status === 'rejected') throw end.reason;
    }
    if (firstLeft === undefined) return { count, all };
    if (firstLeft > 0) return { count: firstLeft, all: false };
    throw new RetryableFailure('TABLE_THROTTLED');
  }

  /** Returns false when items are unprocessed at the deadline, or would be before the next attempt. */
  private async writeBatch(batch: WriteRequest[], deadline: number): Promise<boolean> {
    let requests = batch;
    for (let attempt = 0; ; attempt++) {
      requests = await this.unprocessed(requests);
      if (requests.length === 0) return true;
      const delay = Math.random() * Math.min(BACKOFF.most, BACKOFF.first * 2 ** attempt);
      if (Date.now() + delay > deadline) return false;
      await pause(delay);
    }
  }

  /** Makes one call and returns the unprocessed requests: all of them when the whole call is throttled. */
  private async unprocessed(requests: WriteRequest[]): Promise<WriteRequest[]> {
    try {
      const { UnprocessedItems } = await this.dynamo.send(
        new BatchWriteItemCommand({ RequestItems: { [this.table]: requests } }),
      );
      return UnprocessedItems?.[this.table] ?? [];
    } catch (error) {
      if (!THROTTLED.has((error as Error).name)) throw error;
      return requests;
    }
  }
}

/** @returns END, unless the consumer stopped early */
async function* requestsOf(
  batches: Iterable<Item[]> | AsyncIterable<Item[]>,
): AsyncGenerator<WriteRequest[], typeof END | undefined> {
  let requests: WriteRequest[] = [];
  let bytes = 0;
  for await (const items of batches) {
    for (const item of items) {
      const size = { bytes: 0 };
      const request = { PutRequest: { Item: attributes(item, size) } };
      bytes += size.bytes;
      if (requests.length === BATCH_WRITE_REQUESTS || (bytes > BATCH_WRITE_BYTES && requests.length > 0)) {
        yield requests;
        requests = [];
        bytes = size.bytes;
      }
      requests.push(request);
    }
  }
  if (requests.length > 0) yield requests;
  return END;
}

/**
 * Converts a row without the SDK's marshaller, which rejects doubles past 2^53 and mistakes a field called
 * `constructor` for the object's class. No field is called `__proto__`: such rows are rejected.
 * @param size grows by the most bytes that the fields can take as JSON
 */
function attributes(
  fields: { readonly [field: string]: Value },
  size: { bytes: number },
): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const name of Object.keys(fields)) {
    size.bytes += JSON_CHAR_BYTES * name.length;
    attributes[name] = attribute(fields[name] as Value, size);
  }
  return attributes;
}

function attribute(value: Value, size: { bytes: number }): AttributeValue {
  size.bytes += ATTRIBUTE_BYTES;
  switch (typeof value) {
    case 'string':
      size.bytes += JSON_CHAR_BYTES * value.length;
      return { S: value };
    case 'number':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
  }
  if (value === null) return { NULL: true };
  if (value instanceof LosslessNumber) {
    size.bytes += value.value.length;
    return { N: value.value };
  }
  if (Array.isArray(value)) return { L: value.map((element) => attribute(element, size)) };
  return { M: attributes(value, size) };
}
