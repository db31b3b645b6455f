import { isUtf8 } from 'node:buffer';
import { PermanentFailure } from '../errors';

/**
 * Yields the same bytes once they are checked to be UTF-8, without byte-order marks at its start and cut only between characters.
 * @throws PermanentFailure `INPUT_NOT_UTF8` with the offset of the first invalid byte
 */
export async function* utf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let offset = 0;
  /** The bytes of the byte-order marks at the start. */
  let marks = 0;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = tail.length === 0 ? asBuffer(chunk) : Buffer.concat([tail, chunk]);
    const end = bytes.length - unfinished(bytes);
    const text = bytes.subarray(0, end);
    if (!isUtf8(text)) throw new PermanentFailure('INPUT_NOT_UTF8', { offset: offset + firstBad(bytes) });
    tail = bytes.subarray(end);
    const start = marks === offset ? marksOf(text) : 0;
    marks += start;
    yield text.subarray(start);
    offset += end;
  }
  if (tail.length > 0) throw new PermanentFailure('INPUT_NOT_UTF8', { offset });
}

export function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
}

/** Returns how many bytes at the end belong to an incomplete character: 0 to 3. */
export function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Returns how many bytes of byte-order marks a text begins with: concatenated files and careless tools write several. */
function marksOf(text: Buffer): number {
  let end = 0;
  while (text[end] === 0xef && text[end + 1] === 0xbb && text[end + 2] === 0xbf) end += 3;
  return end;
}

/** Returns the end of the longest valid prefix, found by bisection; ignores an incomplete last character. */
function firstBad(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const head = bytes.subarray(0, middle);
    if (isUtf8(head.subarray(0, middle - unfinished(head)))) good = middle;
    else bad = middle;
  }
  return good - unfinished(bytes.subarray(0, good));
}
