import { setTimeout as pause } from 'node:timers/promises';
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { deployStage } from '../../kit/commands/deploy';
import { installEngine } from '../../kit/commands/install';
import { startEngine } from '../../kit/commands/start';
import { engine, openStack, type Session } from '../../kit/session';
import { connection } from '../../kit/stack/connection';
import type { Stack } from '../../kit/stack/stack';
import { empty } from '../../kit/workflow/empty';
import { isBalanced } from '../../kit/workflow/ledger';
import { send } from '../../kit/workflow/send';
import { settle } from '../../kit/workflow/settle';
import { JOB, KEY, NUMBER } from '../../src/row/attributes';
import { rowOf, textOf } from './input';

const STAGE = 'local-bench';
const BATCH = 25;
const DEADLINE_MS = 1_200_000;

/** The time of a chain. */
export interface Chain {
  /** From the first message sent to the last part's receipt. */
  readonly ms: number;
  /** From that receipt until a waiting client is told, in ms. */
  readonly settledMs: number;
}

/** The stack on the engine that ENGINE names, in a separate stage. Each run writes the same items, so the table does not grow. */
export class EngineBench {
  private runs = 0;

  private constructor(
    readonly engine: string,
    private readonly opened: Session & { stack: Stack },
  ) {}

  static async open(report: (line: string) => void): Promise<EngineBench> {
    process.env.STAGE = STAGE;
    report('deploying');
    const chosen = await engine();
    await installEngine(chosen);
    await deployStage(await startEngine(chosen));
    const bench = new EngineBench(chosen.engine.name, await openStack());
    await bench.empty();
    return bench;
  }

  async empty(): Promise<void> {
    await empty(this.opened.stack, this.opened.aws, () => {});
  }

  /** Sends one job per file through the whole chain. @throws Error when a row is not accounted for */
  async chain(files: number, rowsEach: number): Promise<Chain> {
    const { stack, aws } = this.opened;
    const run = `bench-${Date.now()}-${++this.runs}`;
    const keys = Array.from({ length: files }, (_, i) => `${run}/${i}.ndjson`);
    for (const [i, Key] of keys.entries()) {
      const Body = [...textOf('ndjson', rowsEach, i * rowsEach)].join('');
      await aws.s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key, Body }));
    }
    const start = Date.now();
    const sent = await Promise.all(
      keys.map((key) => send(stack, aws, { key, dataset: 'bench', id: ['id'] })),
    );
    const { jobs } = await settle(stack, aws, { sent, deadlineMs: DEADLINE_MS });
    const settled = Date.now();
    const ours = jobs.filter(({ receipt }) => receipt.key.startsWith(`${run}/`));
    const rows = ours.reduce((sum, job) => sum + job.accepted, 0);
    if (rows !== files * rowsEach || !ours.every(isBalanced)) throw new Error(`${rows} rows landed`);
    const last = Math.max(
      ...ours
        .flatMap(({ loaded, receipt }) => [...loaded.map(({ loadedAt }) => loadedAt), receipt.endedAt ?? ''])
        .map(Date.parse),
    );
    return { ms: last - start, settledMs: settled - last };
  }

  /**
   * Measures the engine's best rate with batches of 25 and several numbers of writers. Returns the best number and its
   * time in ms.
   */
  async ceiling(rows: number): Promise<{ writers: number; ms: number }> {
    const { stack } = this.opened;
    // Marshalled beforehand, because only the engine and the connection are measured.
    const requests: WriteRequest[] = Array.from({ length: rows }, (_, i) => ({
      PutRequest: { Item: marshall(itemOf(i)) },
    }));
    let best = { writers: 0, ms: Infinity };
    for (const writers of [1, 2, 4, 8, 16]) {
      const dynamo = new DynamoDBClient(connection);
      let next = 0;
      const start = performance.now();
      const writer = async () => {
        while (next < rows) {
          const batch = requests.slice(next, next + BATCH);
          next += BATCH;
          await written(
            batch,
            (RequestItems) =>
              dynamo.send(
                new BatchWriteItemCommand({ RequestItems: { [stack.recordsTable]: RequestItems } }),
              ),
            stack.recordsTable,
          );
        }
      };
      await Promise.all(Array.from({ length: writers }, writer));
      const ms = performance.now() - start;
      if (ms < best.ms) best = { writers, ms };
      dynamo.destroy();
    }
    return best;
  }

  /**
   * Loads like the usual samples: reads the whole object into memory, then writes one item or one batch at a time.
   * Returns the time in ms.
   */
  async sample(rows: number, how: 'item' | 'batch'): Promise<number> {
    const { stack, aws } = this.opened;
    const Key = `bench-${Date.now()}-${++this.runs}.json`;
    const Body = [...textOf('json', rows)].join('');
    await aws.s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key, Body }));
    const start = performance.now();
    const object = await aws.s3.send(new GetObjectCommand({ Bucket: stack.inputBucket, Key }));
    const items: Record<string, unknown>[] = JSON.parse((await object.Body?.transformToString()) ?? '');
    const keyed = items.map((item) => ({ ...item, [KEY]: `bench#${item.id}` }));
    if (how === 'item') {
      for (const Item of keyed)
        await aws.dynamo.send(new PutCommand({ TableName: stack.recordsTable, Item }));
    } else {
      for (let i = 0; i < keyed.length; i += BATCH) {
        const batch = keyed.slice(i, i + BATCH).map((Item) => ({ PutRequest: { Item } }));
        await written(
          batch,
          (RequestItems) =>
            aws.dynamo.send(new BatchWriteCommand({ RequestItems: { [stack.recordsTable]: RequestItems } })),
          stack.recordsTable,
        );
      }
    }
    return performance.now() - start;
  }
}

/** An item as load writes it. */
function itemOf(n: number): Record<string, unknown> {
  return { ...rowOf(n), [KEY]: `bench#${n}`, [JOB]: '0'.repeat(16), [NUMBER]: n + 1 };
}

/** Writes a batch until every item is written. */
async function written<T>(
  batch: T[],
  write: (requests: T[]) => Promise<{ UnprocessedItems?: Record<string, unknown[]> | undefined }>,
  table: string,
): Promise<void> {
  for (let left = batch; left.length > 0; ) {
    const { UnprocessedItems } = await write(left);
    left = (UnprocessedItems?.[table] ?? []) as T[];
    if (left.length > 0) await pause(50);
  }
}
