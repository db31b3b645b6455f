import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { connection } from '../../../src/aws/connection';
import { dynamo } from '../../../src/aws/dynamo';
import { LambdaInvoker } from '../../../src/aws/functions';
import { S3Bucket } from '../../../src/aws/objects';
import { SqsJobsQueue } from '../../../src/aws/queue';
import type { StoredObject } from '../../../src/ports';
import { joined } from '../../support/bytes';

const ENV = {
  ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' },
  AWS_MAX_ATTEMPTS: '1',
};
const SOON_MS = 200;

/** Runs a call whose client waits 200 ms for an answer. The listener plays AWS. */
async function against<T>(listener: RequestListener, use: () => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const env = jest.replaceProperty(process, 'env', {
    ...process.env,
    ...ENV,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const timeout = jest.replaceProperty(connection.requestHandler, 'requestTimeout', SOON_MS);
  try {
    return await use();
  } finally {
    env.restore();
    timeout.restore();
    server.closeAllConnections();
    server.close();
  }
}

test.each<[string, () => Promise<unknown>]>([
  ['reads an object', () => new S3Bucket('b').open('k')],
  ['uploads a part', () => new S3Bucket('b').upload('k', 'content', 'text/csv')],
  ['returns a message', () => new SqsJobsQueue('http://127.0.0.1/jobs').showAfter('r', 0)],
  ['invokes a function', () => new LambdaInvoker().invoke('load', {})],
  ['asks a table', () => dynamo().send(new ListTablesCommand())],
])('a function that %s fails when AWS does not answer, and never hangs', async (_, call) => {
  await expect(against(() => {}, call)).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('an object is read to its end, even when that takes longer than an answer may take', async () => {
  const listener: RequestListener = (_, answer) => {
    answer.writeHead(200, { 'content-length': 5, etag: '"e"' }).write('ab');
    setTimeout(() => answer.end('cde'), 2 * SOON_MS);
  };
  const read = async () => joined(((await new S3Bucket('b').open('k')) as StoredObject).body);
  expect(String(await against(listener, read))).toBe('abcde');
});
