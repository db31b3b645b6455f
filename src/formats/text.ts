import { isAscii, isUtf8 } from 'node:buffer';
import { PermanentFailure } from '../errors';
import { peek } from '../peek';
import { asBuffer, unfinished, utf8 } from '../row/utf8';
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
 * Warns when the text probably has another encoding than the given one.
 * @throws PermanentFailure when the file is of a kind that is not text, or has bytes that are not in its encoding
 */
export async function* text({ stream, reading, warn }: Input): AsyncGenerator<Buffer> {
  const { head, all } = await peek(stream(), SIGNATURE_BYTES);
  const marked = MARKS.find(([, mark]) => head.subarray(0, mark.length).equals(mark))?.[0];
  const given = reading.encoding && new TextDecoder(reading.encoding).encoding;
  const encoding = (given && marked) || given || 'utf-8';
  refuseOtherKinds(head, encoding);
  if (encoding === 'utf-8') return yield* utf8(all);
  if (encoding.startsWith('utf-16')) return yield* utf8(decoded(all, encoding));
  let doubtful = false;
  const doubt = (reason: string) => {
    if (!doubtful) warn('ENCODING_DOUBTFUL', { encoding, doubt: reason });
    doubtful = true;
  };
  yield* utf8(decoded(seen(all, doubt), encoding, doubt));
}

/** The encodings of one byte per character: their decoders keep nothing from one chunk for the next. */
const ONE_BYTE = /^(ibm|iso-8859|koi8|mac|windows|x-)/;

/** The encodings in which Node.js takes bytes that they do not have, or that mean another character, for {@link STRAY}. */
const LAX = /^(big5|euc-)/;

/** Controls and characters for private use. */
const STRAY = /[\u0080-\u009f\ue000-\uf8ff]/;

/** Controls that the encodings of one byte have in places where others have characters: MS-DOS has ü at 0x81. */
const CONTROL = /[\u0080-\u009f]/;

/** Returns a function that decodes the next bytes or, without bytes, ends. It throws when bytes are not in the encoding. */
function decoderOf(encoding: string): (bytes?: Uint8Array) => string {
  // The standard decodes both alike, but Node.js lacks characters of gbk, such as the euro sign.
  const decoder = new TextDecoder(encoding === 'gbk' ? 'gb18030' : encoding, {
    fatal: true,
    ignoreBOM: true,
  });
  return (bytes) => {
    // On Node.js 20, windows-1252 is decoded right only as a stream: https://github.com/nodejs/node/issues/56542
    const piece = decoder.decode(bytes, { stream: bytes !== undefined });
    if (LAX.test(encoding) && STRAY.test(piece)) throw new TypeError(`a character is not in ${encoding}`);
    return piece;
  };
}

/** Yields the same bytes. Doubts that the first characters that are not ASCII are spelt otherwise than in UTF-8. */
async function* seen(
  chunks: AsyncIterable<Uint8Array>,
  doubt: (reason: string) => void,
): AsyncGenerator<Uint8Array> {
  let decided = false;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (!decided) {
      const bytes = Buffer.concat([tail, asBuffer(chunk)]);
      const end = bytes.length - unfinished(bytes);
      const whole = bytes.subarray(0, end);
      decided = !isAscii(whole);
      if (decided && isUtf8(whole)) doubt('looks like UTF-8');
      tail = bytes.subarray(end);
    }
    yield chunk;
  }
}

/** Decodes a stream, and yields it as UTF-8. */
async function* decoded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  doubt?: (reason: string) => void,
): AsyncGenerator<Buffer> {
  const ahead = decoderOf(encoding);
  /** Finds the byte at which the other throws. Where a character can span chunks, it decodes each chunk as well. */
  const behind = decoderOf(encoding);
  const follows = !ONE_BYTE.test(encoding);
  let offset = 0;
  const bad = () => new PermanentFailure('INPUT_NOT_IN_ENCODING', { encoding, offset });
  for await (const chunk of chunks) {
    let piece: string;
    try {
      piece = ahead(chunk);
    } catch {
      try {
        for (const byte of chunk) {
          behind(Uint8Array.of(byte));
          offset++;
        }
      } catch {}
      throw bad();
    }
    if (follows) behind(chunk);
    else if (CONTROL.test(piece)) doubt?.('has control characters then');
    offset += chunk.length;
    yield Buffer.from(piece);
  }
  try {
    ahead();
  } catch {
    throw bad();
  }
}
