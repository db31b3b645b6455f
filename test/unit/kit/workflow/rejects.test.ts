import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Clients } from '../../../../kit/stack/clients';
import type { Stack } from '../../../../kit/stack/stack';
import { readRejects } from '../../../../kit/workflow/rejects';
import { Workflow } from '../../../support/job';

/** A client on the csv bucket of a workflow in memory. */
function clientOf({ csv }: Workflow): Clients {
  const s3 = new S3Client({ region: 'us-east-1' });
  s3.send = (async ({ input }: ListObjectsV2Command & { input: { Key?: string } }) => {
    const { Prefix = '', Key } = input;
    if (Key !== undefined) return { Body: { transformToByteArray: async () => Buffer.from(csv.text(Key)) } };
    return { Contents: csv.keys.filter((key) => key.startsWith(Prefix)).map((key) => ({ Key: key })) };
  }) as typeof s3.send;
  return { s3 } as Clients;
}

test.each(['rejects', 'checkpoints', 'movies'])(
  'the rejected rows of a dataset called %s are found and not confused with its parts',
  async (dataset) => {
    const workflow = new Workflow();
    const { job } = await workflow.extract('a.ndjson', '{"id":1}\nx\n', { dataset });
    expect(await workflow.loadAll()).toMatchObject([{ outcome: 'loaded', counts: { accepted: 1 } }]);
    // A CSV that a person uploaded.
    workflow.csv.give('rejects/by-hand.csv', 'id\n1\n');

    const aws = clientOf(workflow);
    const stack = { csvBucket: 'csv' } as Stack;
    const rejected = [{ dataset, job: job.id, row: 2, raw: 'x' }];
    expect(await readRejects(stack, aws, { dataset: undefined, job: undefined })).toMatchObject(rejected);
    expect(await readRejects(stack, aws, { dataset, job: job.id })).toMatchObject(rejected);
    expect(await readRejects(stack, aws, { dataset, job: 'another' })).toEqual([]);
    expect(workflow.csv.keys).toContain(`rejects/${dataset}/${job.id}/a.ndjson`);
    expect(workflow.csv.keys).toContain(`${dataset}/${job.id}/a.csv`);
  },
);

test('rejects.csv lands under its own name, and its part is not read as a report', async () => {
  const workflow = new Workflow();
  await workflow.extract('rejects.csv', readFileSync(path.join(__dirname, '../../../cases/rejects.csv')));
  await workflow.loadAll();
  expect(workflow.records.rows).toEqual([
    { id: '1', a: 'x' },
    { id: '2', a: 'y' },
  ]);
  const everything = { dataset: undefined, job: undefined };
  expect(await readRejects({ csvBucket: 'csv' } as Stack, clientOf(workflow), everything)).toEqual([]);
});
