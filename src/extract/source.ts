import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PermanentFailure } from '../errors';
import type { Input } from '../formats/format';
import { whole } from '../objects';
import type { StoredObject } from '../ports';

/**
 * Returns an object as the input of a reader: decompressed when it is gzip (by its first bytes, not by its name).
 * @param mostBytes the most it may hold after decompression
 */
export function inputOf(object: Pick<StoredObject, 'body' | 'bytes'>, mostBytes: number): Input {
  return { stream: () => capped(decompressed(whole(object), object.bytes), mostBytes) };
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
  pipeline(Readable.from(all), gunzip, () => {}); // Its error is thrown by the loop below as well.
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
    await rest.return(undefined); // A reader that stops at the first chunk never came to the rest.
  }
}

function isZlibError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('Z_');
}
