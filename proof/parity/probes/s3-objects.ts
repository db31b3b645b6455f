import {
  DeleteBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { PAGES } from '../addresses';
import { keysOf, makeBucket, put, uploadInParts, watchBucket } from '../lab/buckets';
import type { Lab } from '../lab/lab';
import { refusalOf, type Service, statusOf } from '../probe';

async function unfinished(lab: Lab): Promise<string> {
  const { bucket, records } = await watchBucket(lab);
  const faults: string[] = [];
  await uploadInParts(lab, bucket, 'parts', async () => {
    const { KeyCount } = await lab.aws.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    if (KeyCount) faults.push('it is listed');
    // An event of the unfinished upload would arrive before that of an object put afterwards.
    await put(lab, bucket, 'marker');
    const seen = await records('the event of the marker comes', (all) => keysOf(all).includes('marker'));
    if (keysOf(seen).includes('parts')) faults.push('it sends an event');
  });
  await records('the event of the upload comes', (all) => keysOf(all).includes('parts'));
  return faults.join(', ') || 'not listed, no event';
}

/** Calls a bucket with the object `there`, and returns the answer. */
async function onBucket(lab: Lab, call: (bucket: string) => Promise<string>): Promise<string> {
  const bucket = await makeBucket(lab);
  await put(lab, bucket, 'there');
  return call(bucket);
}

export const s3Objects: Service = {
  name: 'S3',
  probes: [
    {
      name: 'A multipart upload that is not completed',
      aws: 'not listed, no event',
      address: PAGES.multipart,
      run: unfinished,
    },
    {
      name: 'GetObject with `IfMatch` of another ETag',
      aws: '412',
      address: PAGES.conditionalReads,
      run: (lab) =>
        onBucket(lab, (Bucket) =>
          statusOf(lab.aws.s3.send(new GetObjectCommand({ Bucket, Key: 'there', IfMatch: '"other"' }))),
        ),
    },
    {
      name: 'PutObject with `IfNoneMatch` `*` on an existing key',
      aws: '412',
      address: PAGES.conditionalWrites,
      run: (lab) =>
        onBucket(lab, (Bucket) =>
          statusOf(
            lab.aws.s3.send(new PutObjectCommand({ Bucket, Key: 'there', Body: 'x', IfNoneMatch: '*' })),
          ),
        ),
    },
    {
      name: 'GetObject of a missing key',
      aws: 'NoSuchKey',
      address: PAGES.getObject,
      run: (lab) =>
        onBucket(lab, (Bucket) =>
          refusalOf(lab.aws.s3.send(new GetObjectCommand({ Bucket, Key: 'not there' }))),
        ),
    },
    {
      name: 'DeleteBucket of a bucket with an object',
      aws: 'BucketNotEmpty',
      address: PAGES.deleteBucket,
      run: (lab) =>
        onBucket(lab, (Bucket) => refusalOf(lab.aws.s3.send(new DeleteBucketCommand({ Bucket })))),
    },
  ],
};
