import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FaultProxy } from '../../kit/faults/proxy';
import { parseRule, type RuleInput } from '../../kit/faults/rule';
import type { Stack } from '../../kit/stack/stack';
import { joined } from '../support/bytes';
import { testStack, uniqueName } from '../support/stack';

// How the AWS SDK reacts to each fault. Each call has one attempt, so that the error is seen.
const once = { maxAttempts: 1 };
let stack: Stack;
let proxy: FaultProxy;
let s3: S3Client;
let dynamo: DynamoDBDocumentClient;
let sqs: SQSClient;

beforeAll(async () => {
  const { endpoint: target, ...names } = await testStack();
  stack = names;
  proxy = await FaultProxy.listen({ target });
  const { endpoint } = proxy;
  s3 = new S3Client({ ...once, endpoint, forcePathStyle: true });
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ ...once, endpoint }));
  sqs = new SQSClient({ ...once, endpoint, useQueueUrlAsEndpoint: false });
});
beforeEach(() => proxy.rules.remove());
afterAll(async () => {
  for (const client of [s3, dynamo, sqs]) client?.destroy();
  await proxy?.close();
});

const set = (rule: RuleInput) => proxy.rules.add(parseRule({ times: 1, ...rule }));
const put = (Key: string, Body = 'x') =>
  s3.send(new PutObjectCommand({ Bucket: stack.csvBucket, Key, Body }));
const text = async (Key: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: stack.csvBucket, Key }));
  return (await joined(Body as AsyncIterable<Uint8Array>)).toString();
};
const update = (pk: string) =>
  dynamo.send(
    new UpdateCommand({
      ...{ TableName: stack.recordsTable, Key: { pk }, UpdateExpression: 'SET a = :a' },
      ExpressionAttributeValues: { ':a': 1 },
    }),
  );
const item = async (pk: string) =>
  (await dynamo.send(new GetCommand({ TableName: stack.recordsTable, Key: { pk }, ConsistentRead: true })))
    .Item;
const sendMessage = () =>
  sqs.send(new SendMessageCommand({ QueueUrl: stack.loadFailedQueueUrl, MessageBody: 'never sent' }));

test('without a rule, S3 and DynamoDB behave as without the proxy', async () => {
  const name = uniqueName('faults');
  await put(`${name}/a b+é.json`, 'y'.repeat(300_000));
  expect(await text(`${name}/a b+é.json`)).toBe('y'.repeat(300_000));
  await update(name);
  expect(await item(name)).toEqual({ pk: name, a: 1 });
});

test.each<[RuleInput, () => Promise<unknown>, number]>([
  [{ fault: 'SlowDown', operation: 'PutObject' }, () => put('never'), 503],
  [{ fault: 'InternalError', operation: 'PutObject' }, () => put('never'), 500],
  [{ fault: 'SlowDown', operation: 'GetObject', key: 'never' }, () => text('never'), 503],
  [{ fault: 'InternalServerError' }, () => item('never'), 500],
  [{ fault: 'ThrottlingException', operation: 'UpdateItem' }, () => update('never'), 400],
  [{ fault: 'ProvisionedThroughputExceededException' }, () => update('never'), 400],
  [{ fault: 'ThrottlingException', service: 'sqs' }, sendMessage, 400],
  [{ fault: 'InternalFailure' }, sendMessage, 500],
])('the SDK reports %j as the error of that name', async (rule, call, status) => {
  const { id } = set(rule);
  await expect(call()).rejects.toMatchObject({ name: rule.fault, $metadata: { httpStatusCode: status } });
  expect(proxy.rules.list()).toMatchObject([{ id, hits: 1 }]);
});

test('a call that is answered with an error writes nothing', async () => {
  const name = uniqueName('faults');
  set({ fault: 'ThrottlingException' });
  await expect(update(name)).rejects.toThrow();
  expect(await item(name)).toBeUndefined();
});

test('the SDK retries such an error', async () => {
  set({ fault: 'SlowDown', times: 2 });
  const patient = new S3Client({ endpoint: proxy.endpoint, forcePathStyle: true, maxAttempts: 3 });
  const { $metadata } = await patient.send(
    new PutObjectCommand({ Bucket: stack.csvBucket, Key: `${uniqueName('faults')}.json`, Body: 'x' }),
  );
  expect($metadata.attempts).toBe(3);
  patient.destroy();
});

test('items that are held back are reported as unprocessed and not written', async () => {
  const name = uniqueName('faults');
  const pks = Array.from({ length: 10 }, (_, n) => `${name}#${n}`);
  set({ fault: 'unprocessed', items: 4 });
  const requests = pks.map((pk) => ({ PutRequest: { Item: { pk, n: 1.5 } } }));
  const { UnprocessedItems } = await dynamo.send(
    new BatchWriteCommand({ RequestItems: { [stack.recordsTable]: requests } }),
  );
  expect(UnprocessedItems).toEqual({ [stack.recordsTable]: requests.slice(6) });
  const found = await Promise.all(pks.map(item));
  expect(found.map((one) => one !== undefined)).toEqual(pks.map((_, n) => n < 6));
});

test('a body that is cut ends with an error after its first half', async () => {
  const key = `${uniqueName('faults')}.json`;
  await put(key, 'z'.repeat(100_000));
  set({ fault: 'cut', operation: 'GetObject' });
  const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket: stack.csvBucket, Key: key }));
  let received = 0;
  const read = async () => {
    for await (const chunk of Body as AsyncIterable<Uint8Array>) received += chunk.length;
  };
  await expect(read()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect({ ContentLength, received }).toEqual({ ContentLength: 100_000, received: 50_000 });
});

test('a write whose answer is cut is still done', async () => {
  const name = uniqueName('faults');
  set({ fault: 'cut', operation: 'UpdateItem' });
  await expect(update(name)).rejects.toThrow();
  expect(await item(name)).toEqual({ pk: name, a: 1 });
});

test('a connection that is reset fails with ECONNRESET, and nothing is written', async () => {
  const name = uniqueName('faults');
  set({ fault: 'reset', operation: 'UpdateItem' });
  await expect(update(name)).rejects.toThrow('ECONNRESET');
  expect(await item(name)).toBeUndefined();
});
