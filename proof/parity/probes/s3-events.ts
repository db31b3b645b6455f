import { CopyObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { PAGES } from '../addresses';
import { keysOf, put, uploadInParts, watchBucket } from '../lab/buckets';
import type { Lab } from '../lab/lab';
import type { Service } from '../probe';

async function keyEncoding(lab: Lab): Promise<string> {
  const { bucket, records } = await watchBucket(lab);
  await put(lab, bucket, 'a b/c+d%e/ü.csv');
  const [record] = await records('the event comes', ({ length }) => length > 0);
  return `\`${record?.s3.object.key}\``;
}

async function eTag(lab: Lab): Promise<string> {
  const { bucket, records } = await watchBucket(lab);
  await put(lab, bucket, 'a.csv');
  const [record] = await records('the event comes', ({ length }) => length > 0);
  const got = await lab.aws.s3.send(new GetObjectCommand({ Bucket: bucket, Key: 'a.csv' }));
  await got.Body?.transformToString();
  const said = record?.s3.object.eTag;
  if (`"${said}"` === got.ETag) return 'that of GetObject, without its quotes';
  return said === got.ETag ? 'that of GetObject, with its quotes' : 'another than that of GetObject';
}

async function sequencer(lab: Lab): Promise<string> {
  const { bucket, records } = await watchBucket(lab);
  const sequencers: string[] = [];
  for (const body of ['one', 'two', 'three']) {
    await put(lab, bucket, 'a.csv', body);
    const seen = await records('the event comes', ({ length }) => length > sequencers.length);
    sequencers.push(seen.at(-1)?.s3.object.sequencer ?? '');
  }
  if (new Set(sequencers).size === 1) return 'it stays the same';
  // Compared as AWS documents: the shorter one is padded with zeros on the right.
  const width = Math.max(...sequencers.map(({ length }) => length));
  const padded = sequencers.map((one) => one.padEnd(width, '0'));
  return padded.every((one, i) => i === 0 || one > (padded[i - 1] ?? '')) ? 'it rises' : 'it does not rise';
}

async function eventNames(lab: Lab): Promise<string> {
  const { bucket, records } = await watchBucket(lab);
  await put(lab, bucket, 'put');
  const copy = { Bucket: bucket, Key: 'copy', CopySource: `${bucket}/put` };
  await lab.aws.s3.send(new CopyObjectCommand(copy));
  await uploadInParts(lab, bucket, 'parts');
  const seen = await records('three events come', ({ length }) => length >= 3);
  const nameOf = (key: string) =>
    seen.find((record) => record.s3.object.key === key)?.eventName.replace('ObjectCreated:', '');
  return ['put', 'copy', 'parts'].map(nameOf).join(', ');
}

async function suffix(lab: Lab): Promise<string> {
  const { bucket, records } = await watchBucket(lab, '.csv');
  await put(lab, bucket, 'a.csv-metadata.json');
  await put(lab, bucket, 'a.csv');
  await put(lab, bucket, 'last.csv');
  const seen = await records('the last event comes', (all) => keysOf(all).includes('last.csv'));
  return keysOf(seen).some((key) => !key.endsWith('.csv'))
    ? 'keys without the suffix send events, too'
    : 'only keys with the suffix send events';
}

export const s3Events: Service = {
  name: 'S3 events',
  probes: [
    {
      name: 'The key of `a b/c+d%e/ü.csv`',
      aws: '`a+b/c%2Bd%25e/%C3%BC.csv`',
      address: PAGES.eventMessage,
      run: keyEncoding,
    },
    {
      name: '`eTag`',
      aws: 'that of GetObject, without its quotes',
      address: PAGES.eventMessage,
      run: eTag,
    },
    {
      name: '`sequencer` of a key that is written again',
      aws: 'it rises',
      address: PAGES.eventMessage,
      run: sequencer,
    },
    {
      name: 'Names after a put, a copy and a multipart upload',
      aws: 'Put, Copy, CompleteMultipartUpload',
      address: PAGES.eventTypes,
      run: eventNames,
    },
    {
      name: 'A filter for the suffix `.csv`',
      aws: 'only keys with the suffix send events',
      address: PAGES.eventFilter,
      run: suffix,
    },
  ],
};
