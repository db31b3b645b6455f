import { PutObjectCommand } from '@aws-sdk/client-s3';
import { isBalanced, type JobState } from '../../kit/workflow/ledger';
import { readRows, type StoredRow } from '../../kit/workflow/rows';
import { type JobMessage, type Sent, send } from '../../kit/workflow/send';
import { type Snapshot, settle } from '../../kit/workflow/settle';
import { openTestStage, uniqueName } from './stack';

const DEADLINE_MS = 200_000;

export type Workflow = Awaited<ReturnType<typeof openWorkflow>>;

/** The workflow as its users see it: put a file in, send a message, wait until settled, look at the table. */
export async function openWorkflow(stageName?: string) {
  const { stack, aws } = await openTestStage(stageName);
  const put = async (key: string, body: string | Buffer, bucket = stack.inputBucket) => {
    // The SDK treats an empty text as a stream of unknown length.
    const ContentLength = Buffer.byteLength(body);
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentLength }));
  };
  const settled = (sent: readonly Sent[]): Promise<Snapshot> =>
    settle(stack, aws, { sent, deadlineMs: DEADLINE_MS });

  return {
    stack,
    aws,
    put,
    settled,
    send: (message: JobMessage): Promise<Sent> => send(stack, aws, message),
    rows: (dataset: string): Promise<StoredRow[]> => readRows(stack, aws, { dataset }),

    /** Uploads a file under a unique name, runs it, and returns its job and rows. */
    async run(name: string, body: string | Buffer, options: Omit<JobMessage, 'key'> = {}) {
      const key = `${uniqueName('run')}/${name}`;
      const dataset = options.dataset ?? uniqueName('dataset');
      await put(key, body);
      const sent = await send(stack, aws, { key, dataset, ...options });
      const job = jobOf(await settled([sent]), sent);
      return { key, dataset, sent, job, rows: await readRows(stack, aws, { dataset }) };
    },
  };
}

/** Returns the job of a message. */
export function jobOf(snapshot: Snapshot, sent: Sent): JobState {
  const job = snapshot.jobs.find(({ receipt }) => receipt.id === sent.job);
  if (!job)
    throw new Error(`${sent.name} became no job; dead letters: ${JSON.stringify(snapshot.deadLetters)}`);
  return job;
}

/** Checks that every row that was read is accounted for. */
export function expectBalanced(job: JobState): void {
  expect({ phase: job.phase, balanced: isBalanced(job) }).toEqual({ phase: 'done', balanced: true });
}

/** Returns a stored row without Sluice's fields. */
export function fields({ pk, _job, _row, ...row }: StoredRow): Record<string, unknown> {
  return row;
}

/** Returns stored rows by their position in the source, from 1. */
export function bySourceRow(rows: readonly StoredRow[]): StoredRow[] {
  return [...rows].sort((a, b) => Number(a._row) - Number(b._row));
}
