import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { type Clients, clients } from '../../../../kit/stack/clients';
import { connection, uploading } from '../../../../kit/stack/connection';
import { serve } from '../engines/support/machine';

const SOON_MS = 500;

/** Runs a call with clients that wait half a second. The listener plays AWS. */
async function against<T>(listener: RequestListener, use: (aws: Clients) => Promise<T>): Promise<T> {
  const replaced = [
    jest.replaceProperty(process, 'env', {
      ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' },
      ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${await serve(listener)}`, AWS_MAX_ATTEMPTS: '1' },
    }),
    jest.replaceProperty(connection.requestHandler, 'requestTimeout', SOON_MS),
    jest.replaceProperty(uploading.requestHandler, 'socketTimeout', SOON_MS),
  ];
  try {
    return await use(clients());
  } finally {
    for (const one of replaced) one.restore();
  }
}

test.each<[string, (aws: Clients) => Promise<unknown>]>([
  ['CloudFormation', (aws) => aws.cloudFormation.send(new ListStacksCommand())],
  ['DynamoDB', (aws) => aws.dynamo.send(new GetCommand({ TableName: 't', Key: { pk: 'x' } }))],
  ['Lambda', (aws) => aws.lambda.send(new ListFunctionsCommand())],
  ['logs', (aws) => aws.logs.send(new DescribeLogGroupsCommand())],
  ['S3', (aws) => aws.s3.send(new ListBucketsCommand())],
  ['SQS', (aws) => aws.sqs.send(new ListQueuesCommand())],
])('a command that asks %s fails when it gets no answer, and never hangs', async (_, ask) => {
  await expect(against(() => {}, ask)).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a call of a client that waits less is repeated earlier', async () => {
  let asked = 0;
  const silentAtFirst: RequestListener = (_, answer) => {
    if (++asked > 1) answer.end('{}');
  };
  const env = { AWS_MAX_ATTEMPTS: '2' };
  await against(silentAtFirst, async () => {
    Object.assign(process.env, env);
    await clients(100).sqs.send(new ListQueuesCommand());
  });
  expect(asked).toBe(2);
});

test('a file is uploaded even when that takes longer than an answer may take', async () => {
  const Body = Buffer.alloc(64 * 1024 * 1024);
  let received = 0;
  const slowly: RequestListener = async (request, answer) => {
    for await (const chunk of request) {
      received += chunk.length;
      if (received % (1024 * 1024) < chunk.length) await pause(20);
    }
    answer.end();
  };
  const started = performance.now();
  await against(slowly, ({ s3 }) => s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body })));
  expect(received).toBe(Body.length);
  expect(performance.now() - started).toBeGreaterThan(2 * SOON_MS);
});
