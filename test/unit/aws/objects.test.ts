import { EventEmitter } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { S3Bucket } from '../../../src/aws/objects';
import { joined } from '../../support/bytes';

/** What a bucket does against an S3 that answers as the listener says. */
async function against<T>(listener: RequestListener, use: (bucket: S3Bucket) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  try {
    return await use(new S3Bucket('bucket', s3));
  } finally {
    s3.destroy();
    server.closeAllConnections();
    server.close();
  }
}

describe('A connection to S3', () => {
  test.each([{}, { 'x-amz-checksum-crc32': 'AAAAAA==' }])(
    'that drops while an object is read fails, and never hangs (%j)',
    async (headers) => {
      const listener: RequestListener = (_, answer) => {
        answer.writeHead(200, { 'content-length': 1000, etag: '"e"', ...headers });
        answer.write('half of it', () => setImmediate(() => answer.destroy()));
      };
      await against(listener, async (bucket) => {
        const object = await bucket.open('k');
        expect(object).toMatchObject({ etag: 'e', bytes: 1000 });
        if (!object) throw new Error('there is no object');
        await expect(joined(object.body)).rejects.toMatchObject({ message: 'aborted' });
      });
    },
  );

  test('that drops before an object is read ends no process: the reader hears of it', async () => {
    const dropped = new EventEmitter();
    const listener: RequestListener = (_, answer) => {
      answer.writeHead(200, { 'content-length': 1000, etag: '"e"', 'x-amz-checksum-crc32': 'AAAAAA==' });
      answer.write('half of it');
      dropped.once('now', () => answer.destroy());
    };
    await against(listener, async (bucket) => {
      const object = await bucket.open('k');
      if (!object) throw new Error('there is no object');
      const failed = new Promise((resolve) => (object.body as Readable).once('close', resolve));
      dropped.emit('now');
      await failed;
      await expect(joined(object.body)).rejects.toMatchObject({ message: 'aborted' });
    });
  });

  test('that answers with a failure is no missing object', async () => {
    const listener: RequestListener = (_, answer) => answer.writeHead(503).end();
    await against(listener, async (bucket) => {
      await expect(bucket.stat('k')).rejects.toThrow();
      await expect(bucket.open('k')).rejects.toThrow();
    });
  });

  test('that fails while an object is held leaves no unfinished upload behind', async () => {
    const seen: string[] = [];
    const listener: RequestListener = (request, answer) => {
      seen.push(request.method ?? '');
      request.resume();
      if (request.method === 'POST') {
        answer.end('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>');
      } else answer.writeHead(request.method === 'DELETE' ? 204 : 503).end();
    };
    await against(listener, async (bucket) => {
      await expect(bucket.hold('k', 'content', 'text/csv')).rejects.toThrow();
    });
    expect(seen).toEqual(['POST', 'PUT', 'DELETE']);
  });
});
