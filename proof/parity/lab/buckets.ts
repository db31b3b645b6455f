import {
  AbortMultipartUploadCommand,
  type BucketLocationConstraint,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Lab } from './lab';
import { makeQueue, type Queue, receive } from './queues';

export interface S3Record {
  readonly eventName: string;
  readonly s3: {
    readonly object: { readonly key: string; readonly eTag: string; readonly sequencer: string };
  };
}

export interface WatchedBucket {
  readonly bucket: string;
  /** Collects the records of the bucket's events until `enough`. */
  readonly records: (what: string, enough: (records: S3Record[]) => boolean) => Promise<S3Record[]>;
  readonly queue: Queue;
}

export async function makeBucket(lab: Lab): Promise<string> {
  const { s3 } = lab.aws;
  const Bucket = lab.name();
  lab.finally(`bucket ${Bucket}`, async () => {
    await emptyBucket(lab, Bucket);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });
  const region = await s3.config.region();
  // A bucket in us-east-1 must be created without naming the region.
  const place = region !== 'us-east-1' && {
    CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
  };
  await s3.send(new CreateBucketCommand({ Bucket, ...place }));
  return Bucket;
}

/** Deletes the objects of a bucket and its unfinished uploads. */
export async function emptyBucket({ aws: { s3 } }: Lab, Bucket: string): Promise<void> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
  for (const { Key, UploadId } of Uploads)
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  if (Contents.length === 0) return;
  const Objects = Contents.map(({ Key }) => ({ Key }));
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
}

/** Creates a bucket that sends ObjectCreated events to a queue, optionally only for keys with a suffix. */
export async function watchBucket(lab: Lab, suffix?: string): Promise<WatchedBucket> {
  const bucket = await makeBucket(lab);
  const queue = await makeQueue(lab);
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue.arn,
    Condition: { ArnLike: { 'aws:SourceArn': `arn:*:s3:::${bucket}` } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await lab.aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { Policy } }));
  const filter = suffix && { Filter: { Key: { FilterRules: [{ Name: 'suffix' as const, Value: suffix }] } } };
  const wiring = new PutBucketNotificationConfigurationCommand({
    Bucket: bucket,
    NotificationConfiguration: {
      QueueConfigurations: [{ QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'], ...filter }],
    },
  });
  await lab.permitted('the bucket may send', () => lab.aws.s3.send(wiring));
  const gathered: S3Record[] = [];
  return {
    bucket,
    queue,
    records: (what, enough) =>
      lab.until({
        what,
        look: async () => {
          for (const { Body = '{}' } of await receive(lab, queue))
            gathered.push(...(JSON.parse(Body).Records ?? []));
          return gathered;
        },
        enough,
      }),
  };
}

export async function put(lab: Lab, Bucket: string, Key: string, Body = Key): Promise<void> {
  await lab.aws.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
}

/** Uploads an object in one part. Calls `before` when only the completing call is missing. */
export async function uploadInParts(
  lab: Lab,
  Bucket: string,
  Key: string,
  before?: () => Promise<void>,
): Promise<void> {
  const { s3 } = lab.aws;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = { Bucket, Key, UploadId, PartNumber: 1 };
  const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: 'in parts' }));
  await before?.();
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
}

/** Returns the keys in events. */
export function keysOf(records: readonly S3Record[]): string[] {
  return records.map(({ s3 }) => s3.object.key);
}
