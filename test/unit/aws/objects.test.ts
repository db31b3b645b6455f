import { EventEmitter } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { S3Bucket } from '../../../src/aws/objects';
import type { StoredObject } from '../../../src/ports';
import { joined } from '../../support/bytes';

/** Runs a call of a bucket. The listener plays S3. */
async function against<T>(
  listener: RequestListener,
  use: (bucket: S3Bucket) => Promise<T>,
  stalledMs?: number,
): Promise<T> {
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
    return await use(new S3Bucket('bucket', s3, stalledMs));
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

  test('that drops before an object is read fails the reader, not the process', async () => {
    const dropped = new EventEmitter();
    const listener: RequestListener = ({ method }, answer) => {
      answer.writeHead(200, { 'content-length': 1000, etag: '"e"', 'x-amz-checksum-crc32': 'AAAAAA==' });
      if (method === 'HEAD') return answer.end();
      answer.write('half of it');
      dropped.once('now', () => answer.destroy());
    };
    await against(listener, async (bucket) => {
      const object = await bucket.open('k');
      if (!object) throw new Error('there is no object');
      dropped.emit('now');
      await bucket.stat('k'); // Once this is answered, the end of the other connection was noticed.
      await expect(joined(object.body)).rejects.toMatchObject({ message: 'aborted' });
    });
  });

  test('that answers with a failure is not reported as a missing object', async () => {
    const listener: RequestListener = (_, answer) => answer.writeHead(503).end();
    await against(listener, async (bucket) => {
      await expect(bucket.stat('k')).rejects.toThrow();
      await expect(bucket.open('k')).rejects.toThrow();
    });
  });

  test('that fails while an object is uploaded leaves no unfinished upload behind', async () => {
    const seen: string[] = [];
    const listener: RequestListener = (request, answer) => {
      seen.push(request.method ?? '');
      request.resume();
      if (request.method === 'POST') {
        answer.end('<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>');
      } else answer.writeHead(request.method === 'DELETE' ? 204 : 503).end();
    };
    await against(listener, async (bucket) => {
      await expect(bucket.upload('k', 'content', 'text/csv')).rejects.toThrow();
    });
    expect(seen).toEqual(['POST', 'PUT', 'DELETE']);
  });

  test('that goes silent fails, and never hangs', async () => {
    const listener: RequestListener = (_, answer) => {
      answer.writeHead(200, { 'content-length': 1000, etag: '"e"' }).write('half of it');
    };
    const read = async (bucket: S3Bucket) => joined(((await bucket.open('k')) as StoredObject).body);
    await expect(against(listener, read, 100)).rejects.toMatchObject({
      ...{ name: 'RetryableFailure', code: 'BODY_STALLED' },
    });
  });

  test('may be slow or wait for its reader without failing', async () => {
    const listener: RequestListener = async (_, answer) => {
      answer.writeHead(200, { 'content-length': 6, etag: '"e"' });
      for (const byte of 'slowly') await pause(50, answer.write(byte));
    };
    const read = async (bucket: S3Bucket) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of (await bucket.open('k'))?.body ?? []) {
        chunks.push(chunk);
        await pause(200);
      }
      return Buffer.concat(chunks).toString();
    };
    expect(await against(listener, read, 150)).toBe('slowly');
  });
});

test('an upload names its checksum algorithm when it starts, and is completed with the checksum of its part', async () => {
  const seen: { algorithm?: unknown; checksum?: unknown; body: string }[] = [];
  const listener: RequestListener = async (request, answer) => {
    const { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-crc32': checksum } = request.headers;
    seen.push({ algorithm, checksum, body: await text(request) });
    if (request.method === 'PUT')
      answer.setHeader('x-amz-checksum-crc32', '/sUwqQ==').setHeader('etag', '"e"');
    answer.end(
      request.url?.endsWith('uploads=')
        ? '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>'
        : request.method === 'POST' && '<CompleteMultipartUploadResult/>',
    );
  };
  await against(listener, async (bucket) => (await bucket.upload('k', 'content', 'text/csv')).release());
  const [create, part, complete] = seen;
  expect(create?.algorithm).toBe('CRC32');
  expect(part).toMatchObject({ checksum: '/sUwqQ==', body: 'content' });
  expect(complete?.body).toContain('<ChecksumCRC32>/sUwqQ==</ChecksumCRC32>');
});
