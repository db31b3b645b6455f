import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { listObjects, readObject } from './objects';

/** A line of a rejects report, with its dataset and job. */
export interface Reject {
  readonly dataset: string;
  readonly job: string;
  readonly row: number;
  readonly code: string;
  readonly message: string;
  readonly raw: string;
}

/** Reads the rejects reports of a dataset, of a job, or all of them; each job's lines in row order. */
export async function readRejects(
  stack: Stack,
  aws: Clients,
  filter: { readonly dataset: string | undefined; readonly job: string | undefined },
): Promise<Reject[]> {
  const rejects: Reject[] = [];
  const prefix = filter.dataset === undefined ? 'rejects/' : `rejects/${filter.dataset}/`;
  for (const { key } of await listObjects(aws, stack.csvBucket, prefix)) {
    const report = reportOf(key);
    if (!report || (filter.job !== undefined && filter.job !== report.job)) continue;
    const lines = (await readObject(aws, stack.csvBucket, key)).split('\n');
    for (const line of lines) if (line !== '') rejects.push({ ...report, ...JSON.parse(line) });
  }
  // Key order is not row order: `movies.00002.ndjson` comes before `movies.ndjson`.
  return rejects.sort(
    (a, b) => a.dataset.localeCompare(b.dataset) || a.job.localeCompare(b.job) || a.row - b.row,
  );
}

/**
 * Returns the dataset and job of a report's key, `rejects/<dataset>/<job>/<name>.ndjson`; undefined for any other
 * object, such as a part of a dataset called `rejects`: `rejects/<job>/<name>.csv`.
 */
export function reportOf(key: string): Pick<Reject, 'dataset' | 'job'> | undefined {
  const [, dataset, job] = /^rejects\/([^/]+)\/([^/]+)\/[^/]+\.ndjson$/.exec(key) ?? [];
  return dataset && job ? { dataset, job } : undefined;
}
