import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { PurgeQueueCommand } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { KEY } from '../../src/row/attributes';
import type { Report } from '../engines/engine';
import type { Clients } from '../stack/clients';
import type { Stack } from '../stack/stack';

const DELETERS = 4;

/** Empties queues, buckets and tables; the stack stays deployed. Callers ensure that the stage is offline. */
export async function empty(stack: Stack, aws: Clients, report: Report): Promise<void> {
  report('Purging the queues');
  for (const QueueUrl of [stack.jobsQueueUrl, stack.jobsDlqUrl, stack.loadFailedQueueUrl]) {
    await aws.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  }
  for (const bucket of [stack.inputBucket, stack.csvBucket]) await emptyBucket(bucket, aws, report);
  await emptyTable(stack.recordsTable, [KEY], aws, (n) => report(`Deleting items: ${n}`));
  await emptyTable(stack.ledgerTable, ['pk', 'sk'], aws, (n) => report(`Deleting receipts: ${n}`));
}

/** Deletes every object and every unfinished upload of a bucket. @throws NoSuchBucket of the SDK */
export async function emptyBucket(Bucket: string, { s3 }: Clients, report: Report): Promise<void> {
  report(`Emptying ${Bucket}`);
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    if (Contents.length === 0) continue;
    await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: Contents.map(({ Key }) => ({ Key })), Quiet: true },
      }),
    );
  }
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  for (const { Key, UploadId } of Uploads)
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
}

async function emptyTable(
  TableName: string,
  keys: string[],
  { dynamo }: Clients,
  onCount: (deleted: number) => void,
): Promise<void> {
  let deleted = 0;
  const segment = async (Segment: number) => {
    const pages = paginateScan(
      { client: dynamo },
      {
        TableName,
        Segment,
        TotalSegments: DELETERS,
        ProjectionExpression: keys.map((_, i) => `#k${i}`).join(', '),
        ExpressionAttributeNames: Object.fromEntries(keys.map((key, i) => [`#k${i}`, key])),
      },
    );
    for await (const { Items = [] } of pages) {
      for (let i = 0; i < Items.length; i += 25) {
        let requests = Items.slice(i, i + 25).map((Key) => ({ DeleteRequest: { Key } }));
        while (requests.length > 0) {
          const { UnprocessedItems } = await dynamo.send(
            new BatchWriteCommand({ RequestItems: { [TableName]: requests } }),
          );
          const left = (UnprocessedItems?.[TableName] ?? []) as typeof requests;
          deleted += requests.length - left.length;
          onCount(deleted);
          requests = left;
        }
      }
    }
  };
  await Promise.all(Array.from({ length: DELETERS }, (_, i) => segment(i)));
}
