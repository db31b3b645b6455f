import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PermanentFailure } from '../errors';
import { whole } from '../objects';
import type { StoredObject } from '../ports';
import { utf8 } from '../row/utf8';

/**
 * The text of an input object as checked UTF-8: whole, and decompressed when it is gzip (by its first bytes, not by its name).
 * @param mostBytes the most it may hold after decompression
 * @throws PermanentFailure when it is no UTF-8, no sound gzip, or larger than `mostBytes`
 * @throws RetryableFailure `BODY_CUT` when S3 sent less than the object holds
 */
export function readSource(
  object: Pick<StoredObject, 'body' | 'bytes'>,
  mostBytes: number,
): AsyncGenerator<Buffer> {
  return utf8(capped(decompressed(whole(object), object.bytes), mostBytes));
}

/** zlib's own `maxOutputLength` does not cover streams. */
async function* capped(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new PermanentFailure('INPUT_TOO_LARGE', { most: mostBytes });
    yield chunk;
  }
}

async function* decompressed(chunks: AsyncGenerator<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const all = prepend(head, chunks);
  // https://www.rfc-editor.org/rfc/rfc1952#page-6
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* all;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  pipeline(Readable.from(all), gunzip, () => {}); // Its error comes out of the loop below as well.
  try {
    yield* gunzip;
  } catch (cause) {
    if (!isZlibError(cause)) throw cause;
    throw new PermanentFailure('GZIP_INVALID', {}, cause);
  }
  // At a zero byte after its end, zlib calls it padding, and drops all that follows.
  if (gunzip.bytesWritten !== bytes) throw new PermanentFailure('GZIP_INVALID');
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined); // Whoever stops at the first chunk never came to the rest.
  }
}

function isZlibError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('Z_');
}
