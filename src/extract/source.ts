import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PermanentFailure } from '../errors';
import type { Input } from '../formats/format';
import type { Reading } from '../formats/reading';
import { whole } from '../objects';
import { peek } from '../peek';
import type { StoredObject } from '../ports';
import type { Warn } from '../warnings';

/**
 * Returns an object as a reader's input. Content that starts with the gzip signature is decompressed, whatever the
 * object's name.
 * @param mostBytes the most bytes after decompression
 * @param reading the options that its format takes
 * @param warn adds a warning to the job's receipt
 */
export function inputOf(
  object: Pick<StoredObject, 'body' | 'bytes'>,
  mostBytes: number,
  reading: Reading = {},
  warn: Warn = () => {},
): Input {
  return { stream: () => capped(decompressed(whole(object), object.bytes), mostBytes), reading, warn };
}

/** Limits a stream, which zlib's own `maxOutputLength` does not. */
async function* capped(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new PermanentFailure('INPUT_TOO_LARGE', { most: mostBytes });
    yield chunk;
  }
}

async function* decompressed(chunks: AsyncGenerator<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(chunks, 2);
  // https://www.rfc-editor.org/rfc/rfc1952#page-6
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* all;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  pipeline(Readable.from(all), gunzip, () => {}); // The loop below throws the same error.
  try {
    yield* gunzip;
  } catch (cause) {
    if (!isZlibError(cause)) throw cause;
    throw new PermanentFailure('GZIP_INVALID', {}, cause);
  }
  // zlib takes a zero byte after the end as padding, and drops everything that follows.
  if (gunzip.bytesWritten !== bytes) throw new PermanentFailure('GZIP_INVALID');
}

function isZlibError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('Z_');
}
