import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
  NumberValue,
} from '@aws-sdk/lib-dynamodb';
import { RetryableFailure } from '../errors';
import { BATCH_WRITE_REQUESTS } from '../limits';
import { LosslessNumber, type Value } from '../record/value';
import type { Item, RecordTable, Written } from '../table';

type Requests = NonNullable<NonNullable<BatchWriteCommandInput['RequestItems']>[string]>;

const END = 'end';

/** A delay of attempt n is anywhere from 0 to 50 ms × 2ⁿ, 5 s at most: full jitter. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const BACKOFF = { first: 50, most: 5000 };

/** The records table by BatchWriteItem, several batches side by side. */
export class DynamoRecords implements RecordTable {
  constructor(
    private readonly table: string,
    private readonly writers: number,
    private readonly dynamo: DynamoDBDocumentClient,
  ) {}

  async write(items: Iterable<Item> | AsyncIterable<Item>, deadline: number): Promise<Written> {
    let count = 0;
    let all = false;
    let firstLeft: number | undefined;
    const batches = batched(items);
    const writer = async () => {
      try {
        do {
          // One iterator for all writers: each takes the next batch when it is free.
          const next = await batches.next();
          if (next.done) {
            all ||= next.value === END;
            return;
          }
          const from = count;
          count += next.value.length;
          if (!(await this.writeBatch(next.value, deadline))) firstLeft = Math.min(from, firstLeft ?? from);
        } while (Date.now() < deadline);
      } finally {
        await batches.return(undefined); // One that fails leaves nothing for the others to take.
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
  private async writeBatch(batch: Requests, deadline: number): Promise<boolean> {
    let requests = batch;
    for (let attempt = 0; ; attempt++) {
      const { UnprocessedItems } = await this.dynamo.send(
        new BatchWriteCommand({ RequestItems: { [this.table]: requests } }),
      );
      // The requests as they were made: what the client makes of the answer is not the same.
      const left = new Set(UnprocessedItems?.[this.table]?.map(keyOf));
      requests = requests.filter((request) => left.has(keyOf(request)));
      if (requests.length === 0) return true;
      const delay = Math.random() * Math.min(BACKOFF.most, BACKOFF.first * 2 ** attempt);
      if (Date.now() + delay > deadline) return false;
      await pause(delay);
    }
  }
}

function keyOf({ PutRequest }: Requests[number]): unknown {
  return PutRequest?.Item?.pk;
}

/** @returns END, unless it was stopped before */
async function* batched(
  items: Iterable<Item> | AsyncIterable<Item>,
): AsyncGenerator<Requests, typeof END | undefined> {
  let batch: Requests = [];
  for await (const item of items) {
    batch.push({ PutRequest: { Item: attributes(item) } });
    if (batch.length === BATCH_WRITE_REQUESTS) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
  return END;
}

/** As the marshaller must have it: it refuses doubles past 2^53, and takes what an object calls its `constructor` for its class. */
function attributes(value: Item): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, attribute(field)]));
}

function attribute(value: Value): unknown {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return NumberValue.from(String(value));
  }
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof LosslessNumber) return NumberValue.from(value.value);
  if (Array.isArray(value)) return value.map(attribute);
  return new Map(Object.entries(value).map(([name, field]) => [name, attribute(field)]));
}
