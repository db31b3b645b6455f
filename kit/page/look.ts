import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { stringify as toJson } from 'lossless-json';
import { samples } from '../../seed/seed';
import { formatNames } from '../../src/formats/registry';
import { FAULTS } from '../faults/rule';
import type { Session } from '../session';
import type { Stack } from '../stack/stack';
import type { JobState } from '../workflow/ledger';
import { readRows } from '../workflow/rows';
import type { About, JobView, Newest, Totals, Wait } from './view';

export type Opened = Session & { stack: Stack };

/** The rows of the newest job that are shown, and the pages that are searched for them. */
const ROWS = 4;
const PAGES = 10;

/** Reads what stays the same while the page is open. */
export async function readAbout({ stack, aws }: Opened, engine: string): Promise<About> {
  const { Attributes } = await aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.jobsQueueUrl, AttributeNames: ['RedrivePolicy'] }),
  );
  const timeoutOf = async (FunctionName: string) =>
    (await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).Timeout ?? 0;
  return {
    ...{ stage: stack.stage.name, engine, formats: formatNames, faults: FAULTS },
    samples: samples.map(({ message }) => message),
    receives: Number(JSON.parse(Attributes?.RedrivePolicy ?? '{}').maxReceiveCount ?? 0),
    timeouts: { extract: await timeoutOf(stack.extractFunction), load: await timeoutOf(stack.loadFunction) },
  };
}

export function jobView(job: JobState, waits: readonly Wait[]): JobView {
  const { receipt, phase, loaded, rows, accepted, rejected, superseded, filtered } = job;
  const { id, key, dataset, tries, startedAt, endedAt, reason, parts } = receipt;
  // The claim's owner: <request id>/<message id>.
  const [invocation] = (receipt as { owner?: string }).owner?.split('/') ?? [];
  return {
    ...{ id, key, dataset, phase, tries, startedAt: Date.parse(startedAt) },
    ...(invocation && { invocation }),
    ...(endedAt && { endedAt: Date.parse(endedAt) }),
    ...(reason && phase !== 'done' && { reason }),
    ...(parts !== undefined && { parts }),
    ...{ loaded: loaded.length, rows, accepted, rejected, superseded, filtered, waits },
    open: rows - accepted - rejected - superseded - filtered,
  };
}

export function totalsOf(jobs: Iterable<JobState>): Totals {
  const totals = { jobs: 0, open: 0, rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0 };
  for (const job of jobs) {
    totals.jobs++;
    if (isOpen(job)) totals.open++;
    for (const count of ['rows', 'accepted', 'rejected', 'superseded', 'filtered'] as const)
      totals[count] += job[count];
  }
  return totals;
}

export function isOpen({ phase }: JobState): boolean {
  return phase === 'extracting' || phase === 'loading';
}

/** Reads some rows of a job, each field as short text. */
export async function readNewest(
  { stack, aws }: Opened,
  { receipt: { id, key } }: JobState,
): Promise<Newest> {
  const rows = await readRows(stack, aws, { job: id }, ROWS, PAGES);
  const short = (value: unknown) => (typeof value === 'string' ? value : (toJson(value) ?? '')).slice(0, 60);
  return {
    ...{ job: id, key },
    rows: rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, short(value)])),
    ),
  };
}
