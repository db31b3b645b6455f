import { jobsOf } from '../../support/message';

const read = (message: unknown) => jobsOf(JSON.stringify(message), 'm-1', 'in');
const permanent = (code: string) => expect.objectContaining({ name: 'PermanentFailure', code });

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const direct = (key: string, eventName = 'ObjectCreated:Put', bucket = 'in') => ({
  Records: [
    {
      ...{ eventVersion: '2.1', eventSource: 'aws:s3', awsRegion: 'us-east-1', eventName },
      s3: { s3SchemaVersion: '1.0', bucket: { name: bucket }, object: { key, size: 5, eTag: 'e' } },
    },
  ],
});
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const bridged = (key: unknown, kind = 'Object Created', bucket = 'in') => ({
  ...{ version: '0', id: '17793124-05d4-b198-2fde-7ededc63b103', 'detail-type': kind, source: 'aws.s3' },
  ...{ account: '111122223333', region: 'us-east-1', resources: [`arn:aws:s3:::${bucket}`] },
  detail: {
    version: '0',
    bucket: { name: bucket },
    object: { key, size: 5, etag: 'e' },
    reason: 'PutObject',
  },
});
/** https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html */
const notified = (message: unknown, Type = 'Notification') => ({
  ...{ Type, MessageId: '63a3f6b6-d533-4a47-aef9-fcf5cf758c76', Subject: 'Amazon S3 Notification' },
  ...{ TopicArn: 'arn:aws:sns:us-east-1:111122223333:uploads', SignatureVersion: '1', Signature: 'x' },
  Message: typeof message === 'string' ? message : JSON.stringify(message),
});

describe.each([
  ['from S3', direct],
  ['from S3 by SNS', (...event: Parameters<typeof direct>) => notified(direct(...event))],
])('An event %s', (_how, event) => {
  test('is a job for the object that was created, whose key it encodes', () => {
    expect(read(event('in/b+c%2B%C3%A9.csv'))).toEqual([
      { key: 'in/b c+é.csv', dataset: 'b c+é', format: 'csv', messageId: 'm-1' },
    ]);
  });

  test('about a folder, or about an object that was not created, makes no job', () => {
    expect(read(event('reports/'))).toEqual([]);
    expect(read(event('reports%2F'))).toEqual([]);
    expect(read(event('a.csv', 'ObjectRemoved:Delete'))).toEqual([]);
  });

  test('of another bucket is refused', () => {
    expect(() => read(event('a.csv', 'ObjectCreated:Put', 'other'))).toThrow(permanent('BUCKET_FOREIGN'));
  });
});

describe.each([
  ['from EventBridge', bridged],
  ['from EventBridge by SNS', (...event: Parameters<typeof bridged>) => notified(bridged(...event))],
])('An event %s', (_how, event) => {
  test('is a job for the object that was created, whose key it does not encode', () => {
    expect(read(event('in/b+c%2B é.csv'))).toEqual([
      { key: 'in/b+c%2B é.csv', dataset: 'b+c%2B é', format: 'csv', messageId: 'm-1' },
    ]);
  });

  test.each(['Object Deleted', 'Object Tags Added', 'Object Restore Completed'])(
    'of the type %s makes no job',
    (kind) => expect(read(event('a.csv', kind))).toEqual([]),
  );

  test('about a folder makes no job', () => expect(read(event('reports/'))).toEqual([]));

  test('of another bucket is refused', () => {
    expect(() => read(event('a.csv', 'Object Created', 'other'))).toThrow(permanent('BUCKET_FOREIGN'));
  });

  test('without a key, or with one that climbs, is refused', () => {
    expect(() => read(event(undefined))).toThrow(permanent('MESSAGE_INVALID'));
    expect(() => read(event('../a.csv'))).toThrow(permanent('MESSAGE_INVALID'));
  });
});

test('an event of EventBridge from another service is refused', () => {
  expect(() => read({ ...bridged('a.csv'), source: 'aws.ec2' })).toThrow(permanent('MESSAGE_INVALID'));
});

test('the test that S3 sends to a new destination is not a job, by SNS neither', () => {
  const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'in' };
  expect(read(test)).toEqual([]);
  expect(read(notified(test))).toEqual([]);
});

test.each([
  ['text', notified('hello')],
  ['a job message', notified({ key: 'a.csv' })],
  ['a subscription to confirm', notified('You have chosen to subscribe', 'SubscriptionConfirmation')],
  ['the end of a subscription', notified('You have chosen to deactivate', 'UnsubscribeConfirmation')],
])('SNS with %s instead of an event is refused, and not repeated', (_what, message) => {
  expect(() => read(message)).toThrow(permanent('SNS_WITHOUT_EVENT'));
  expect(() => read(message)).not.toThrow(message.Message);
});
