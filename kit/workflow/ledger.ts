import { paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Counts, JobReceipt, PartReceipt } from '../../src/ledger/receipt';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';

/** A job in the ledger: its receipt and the receipts of its loaded parts. */
export interface JobState extends Counts {
  readonly receipt: JobReceipt;
  readonly loaded: readonly PartReceipt[];
  /** The numbers of the parts that are written but not loaded yet. */
  readonly missing: readonly number[];
  /** `failed` when the receipt says so, or when all missing parts are dead letters, which only a snapshot knows. */
  readonly phase: 'extracting' | 'failed' | 'loading' | 'done';
}

type Pages = AsyncIterable<{ Items?: Record<string, unknown>[] | undefined }>;

/** Reads every job of the ledger, newest first. Scans the whole table: do not call it in a loop on AWS. */
export async function readLedger(stack: Stack, { dynamo }: Clients): Promise<JobState[]> {
  return jobsOf(paginateScan({ client: dynamo }, { TableName: stack.ledgerTable, ConsistentRead: true }));
}

/** Reads those of these jobs that the ledger has, newest first. */
export async function readJobs(
  stack: Stack,
  { dynamo }: Clients,
  jobs: Iterable<string>,
): Promise<JobState[]> {
  const queries = Array.from(new Set(jobs), (job) =>
    jobsOf(
      paginateQuery(
        { client: dynamo },
        {
          TableName: stack.ledgerTable,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :job',
          ExpressionAttributeValues: { ':job': job },
        },
      ),
    ),
  );
  return (await Promise.all(queries)).flat().sort(newestFirst);
}

async function jobsOf(pages: Pages): Promise<JobState[]> {
  const jobs = new Map<string, { receipt?: JobReceipt; parts: PartReceipt[] }>();
  const now = Date.now() / 1000;
  for await (const { Items = [] } of pages) {
    // DynamoDB returns expired items until it deletes them, which can take days.
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html
    for (const item of Items.filter(({ expires }) => Number(expires) > now)) {
      const pk = String(item.pk);
      const entry = jobs.get(pk) ?? { parts: [] };
      jobs.set(pk, entry);
      if (item.sk === 'job') entry.receipt = item as unknown as JobReceipt;
      else entry.parts.push(item as unknown as PartReceipt);
    }
  }
  return [...jobs.entries()]
    .flatMap(([job, { receipt, parts }]) => (receipt ? [jobState({ ...receipt, id: job }, parts)] : []))
    .sort(newestFirst);
}

function newestFirst(a: JobState, b: JobState): number {
  return b.receipt.startedAt.localeCompare(a.receipt.startedAt);
}

function jobState(receipt: JobReceipt, parts: PartReceipt[]): JobState {
  const loaded = parts.filter(({ part }) => part <= (receipt.parts ?? 0)).sort((a, b) => a.part - b.part);
  const here = new Set(loaded.map(({ part }) => part));
  const missing = Array.from({ length: receipt.parts ?? 0 }, (_, i) => i + 1).filter(
    (part) => !here.has(part),
  );
  const sum = (count: (part: PartReceipt) => number) =>
    loaded.reduce((total, part) => total + count(part), 0);
  const phases = {
    extracting: 'extracting',
    failed: 'failed',
    extracted: missing.length === 0 ? 'done' : 'loading',
  } as const;
  return {
    receipt,
    loaded,
    missing,
    phase: phases[receipt.state],
    rows: receipt.rows ?? 0,
    accepted: sum((part) => part.accepted),
    rejected: (receipt.rejected ?? 0) + sum((part) => part.rejected),
    superseded: sum((part) => part.superseded),
    // Receipts from before rows could be filtered lack this field.
    filtered: (receipt.filtered ?? 0) + sum((part) => part.filtered ?? 0),
  };
}

/** Checks the invariant of every finished job: each row that was read is accounted for. */
export function isBalanced({ rows, accepted, rejected, superseded, filtered }: Counts): boolean {
  return rows === accepted + rejected + superseded + filtered;
}
