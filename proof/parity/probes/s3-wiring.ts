import { AddPermissionCommand } from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import type { Message } from '@aws-sdk/client-sqs';
import { PAGES } from '../addresses';
import { makeBucket, put, watchBucket } from '../lab/buckets';
import { makeFunction, witness } from '../lab/functions';
import type { Lab } from '../lab/lab';
import { gather, makeQueue } from '../lab/queues';
import type { Service } from '../probe';

const SENT = 'it is sent';
const NOT_SENT = 'it is not sent';
const isTestEvent = ({ Body = '' }: Message) => Body.includes('s3:TestEvent');
/** S3 sends the test event when the bucket is wired, so before the event of an object that is put afterwards. */
const withMarker = (all: Message[]) => all.some(({ Body = '' }) => Body.includes('marker'));

async function testEventToQueue(lab: Lab): Promise<string> {
  const { queue, bucket } = await watchBucket(lab);
  await put(lab, bucket, 'marker');
  const seen = await gather(lab, queue, 'the event of the marker comes', withMarker);
  return seen.some(isTestEvent) ? SENT : NOT_SENT;
}

async function testEventToFunction(lab: Lab): Promise<string> {
  const seen = await makeQueue(lab);
  const { name, arn } = await makeFunction(
    lab,
    `${witness(seen)} export const handler = (event) => tell(event);`,
  );
  const Bucket = await makeBucket(lab);
  await lab.aws.lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: 's3',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: `arn:${arn.split(':')[1]}:s3:::${Bucket}`,
    }),
  );
  const configuration = { LambdaFunctionArn: arn, Events: ['s3:ObjectCreated:*' as const] };
  const wiring = new PutBucketNotificationConfigurationCommand({
    Bucket,
    NotificationConfiguration: { LambdaFunctionConfigurations: [configuration] },
  });
  await lab.permitted('the bucket may call', () => lab.aws.s3.send(wiring));
  await put(lab, Bucket, 'marker');
  const events = await gather(lab, seen, 'the function got the marker', withMarker);
  return events.some(isTestEvent) ? SENT : NOT_SENT;
}

export const s3Wiring: Service = {
  name: '`s3:TestEvent` when a bucket is wired',
  probes: [
    { name: 'to a queue', aws: SENT, address: PAGES.eventMessage, run: testEventToQueue },
    { name: 'to a function', aws: NOT_SENT, address: PAGES.putNotification, run: testEventToFunction },
  ],
};
