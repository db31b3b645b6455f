import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';
import { listObjects, readObject } from './objects';

/** A line of a rejects report. */
export interface Reject {
  readonly row: number;
  readonly code: string;
  readonly message: string;
  readonly raw: string;
}

/** The rejects report of a job, in the order of its rows. */
export async function readRejects(
  stack: Stack,
  aws: Clients,
  of: { dataset: string; job: string },
): Promise<Reject[]> {
  const rejects: Reject[] = [];
  for (const { key } of await listObjects(aws, stack.csvBucket, `rejects/${of.dataset}/${of.job}/`)) {
    const lines = (await readObject(aws, stack.csvBucket, key)).split('\n');
    for (const line of lines) if (line !== '') rejects.push(JSON.parse(line));
  }
  // Not the order of the keys: `movies.00002.ndjson` comes before `movies.ndjson`.
  return rejects.sort((a, b) => a.row - b.row);
}
