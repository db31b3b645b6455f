import { GetObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';

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
  { s3 }: Clients,
  of: { dataset: string; job: string },
): Promise<Reject[]> {
  const rejects: Reject[] = [];
  const pages = paginateListObjectsV2(
    { client: s3 },
    { Bucket: stack.csvBucket, Prefix: `rejects/${of.dataset}/${of.job}/` },
  );
  for await (const { Contents = [] } of pages) {
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: stack.csvBucket, Key }));
      const text = (await Body?.transformToString()) ?? '';
      for (const line of text.split('\n')) if (line !== '') rejects.push(JSON.parse(line));
    }
  }
  return rejects;
}
