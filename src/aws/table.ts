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

/** What JSON takes for a character at most, `\\u0000`, and for an attribute around its text: a double in `"":{"N":""},`. */
const JSON_CHAR_BYTES = 6;
const ATTRIBUTE_BYTES = 12 + 24;

/** A delay of attempt n is anywhere from 0 to 50 ms × 2ⁿ, 5 s at most: full jitter. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const BACKOFF = { first: 50, most: 5000 };

/** What DynamoDB answers when it has taken nothing of a call and may take it later. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
]);

/** The records table by BatchWriteItem, several requests side by side. */
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
    // All, not the first to fail: a writer that continues in a sandbox's next invocation would overwrite newer items.
    for (const end of await Promise.allSettled(Array.from({ length: this.writers }, writer))) {
      if (end.status === 'rejected') throw end.reason;
    }
    if (firstLeft === undefined) return { count, all };
    if (firstLeft > 0) return { count: firstLeft, all: false };
    throw new RetryableFailure('TABLE_THROTTLED');
  }

  /** False when items are still unprocessed at the deadline, or would be before the next try. */
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

  /** Makes one call; a call that is throttled as a whole has left everything unprocessed. */
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

/** @returns END, unless it was stopped before */
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
 * Not by the SDK's marshaller: it refuses doubles past 2^53, and takes what an object calls its `constructor` for its
 * class. No field is called `__proto__`: such rows are rejected.
 * @param size grows by what the fields take at most as JSON
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
