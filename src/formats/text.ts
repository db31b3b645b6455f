import { PermanentFailure } from '../errors';
import { peek } from '../peek';
import { utf8 } from '../row/utf8';
import type { Input } from './format';
import { refuseOtherKinds, SIGNATURE_BYTES } from './kinds';

/** The marks that decide a text's encoding, whatever its label. https://encoding.spec.whatwg.org/#bom-sniff */
const MARKS = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
] as const;

/**
 * Yields an input's text as UTF-8 without byte-order marks at its start, cut only between characters.
 * @throws PermanentFailure when the file is of a kind that is not text, or has bytes that are not in its encoding
 */
export async function* text({ stream, reading }: Pick<Input, 'stream' | 'reading'>): AsyncGenerator<Buffer> {
  const { head, all } = await peek(stream(), SIGNATURE_BYTES);
  const marked = MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))?.[0];
  const given = reading.encoding && new TextDecoder(reading.encoding).encoding;
  const encoding = (given && marked) || given || 'utf-8';
  refuseOtherKinds(head, encoding.startsWith('utf-16'));
  yield* utf8(encoding === 'utf-8' ? all : decoded(all, encoding));
}

/** The encodings of one byte per character: their decoders keep nothing from one chunk for the next. */
const ONE_BYTE = /^(ibm|iso-8859|koi8|mac|windows|x-)/;

/** Decodes a stream, and yields it as UTF-8. */
async function* decoded(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Buffer> {
  // On Node.js 20, windows-1252 is decoded right only as a stream: https://github.com/nodejs/node/issues/56542
  const stream = true;
  const decoder = () => new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const ahead = decoder();
  /** Finds the byte at which the other throws. Where a character can span chunks, it decodes each chunk as well. */
  const behind = decoder();
  const follows = !ONE_BYTE.test(encoding);
  let offset = 0;
  const bad = () => new PermanentFailure('INPUT_NOT_IN_ENCODING', { encoding, offset });
  for await (const chunk of chunks) {
    let piece: string;
    try {
      piece = ahead.decode(chunk, { stream });
    } catch {
      try {
        for (const byte of chunk) {
          behind.decode(Uint8Array.of(byte), { stream });
          offset++;
        }
      } catch {}
      throw bad();
    }
    if (follows) behind.decode(chunk, { stream });
    offset += chunk.length;
    yield Buffer.from(piece);
  }
  try {
    ahead.decode();
  } catch {
    throw bad();
  }
}
