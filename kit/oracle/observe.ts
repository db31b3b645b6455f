import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { S3Event } from 'aws-lambda';
import type { Clients } from '../stack/clients';
import { connection } from '../stack/connection';
import type { Stack } from '../stack/stack';
import { readLedger } from '../workflow/ledger';
import { listObjects, readObject } from '../workflow/objects';
import { peek } from '../workflow/queues';
import { reportOf } from '../workflow/rejects';
import type { Item } from './compare';
import type { Seen, SeenJob, SeenLetter, SeenReject } from './oracle';

const READ_AT_ONCE = 16;

/** Returns everything that the stage holds now. */
export async function observe(stack: Stack, aws: Clients): Promise<Seen> {
  // Reads letters first: the job of a dead letter already has its last receipt when receipts are read.
  const letters = await readLetters(stack, aws);
  const jobs = (await readLedger(stack, aws)).map(
    ({ receipt: { id: job, dataset, forcedBy }, phase, ...counts }): SeenJob => ({
      ...{ job, dataset, forcedBy, phase, rows: counts.rows, accepted: counts.accepted },
      ...{ rejected: counts.rejected, superseded: counts.superseded, filtered: counts.filtered },
    }),
  );
  return { letters, jobs, items: await readItems(stack), rejects: await readAllRejects(stack, aws) };
}

async function readLetters(stack: Stack, aws: Clients): Promise<SeenLetter[]> {
  const [jobs, loads] = await Promise.all([
    peek(stack.jobsDlqUrl, stack.stage, aws, Infinity),
    peek(stack.loadFailedQueueUrl, stack.stage, aws, Infinity),
  ]);
  return [
    ...jobs.messages.map(({ Body = '' }) => ({
      queue: 'jobs-dlq' as const,
      about: keysIn(json(Body)) ?? [Body],
    })),
    ...loads.messages.map(({ Body = '' }) => {
      const record = json(Body) as { requestPayload?: unknown } | undefined;
      return { queue: 'load-failed' as const, about: keysIn(record?.requestPayload) ?? [Body] };
    }),
  ];
}

function keysIn(message: unknown): string[] | undefined {
  const { key, Records } = (message ?? {}) as { key?: unknown } & Partial<S3Event>;
  if (typeof key === 'string') return [key];
  return Array.isArray(Records) ? Records.map(({ s3 }) => s3.object.key) : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads items in DynamoDB's own form, before a client converts them. */
async function readItems({ recordsTable }: Stack): Promise<Item[]> {
  const items: Record<string, AttributeValue>[] = [];
  const client = new DynamoDBClient(connection);
  for await (const { Items = [] } of paginateScan(
    { client },
    { TableName: recordsTable, ConsistentRead: true },
  )) {
    items.push(...Items);
  }
  client.destroy();
  return items;
}

/** Returns every line of every rejects report. */
async function readAllRejects(stack: Stack, aws: Clients): Promise<SeenReject[]> {
  const reports = await listObjects(aws, stack.csvBucket, 'rejects/');
  const rejects: SeenReject[] = [];
  for (let i = 0; i < reports.length; i += READ_AT_ONCE) {
    const some = reports.slice(i, i + READ_AT_ONCE).map(async ({ key }) => {
      const report = reportOf(key);
      if (!report) return [];
      const lines = (await readObject(aws, stack.csvBucket, key)).split('\n').filter((line) => line !== '');
      return lines.map((line): SeenReject => ({ ...JSON.parse(line), ...report }));
    });
    rejects.push(...(await Promise.all(some)).flat());
  }
  return rejects;
}
