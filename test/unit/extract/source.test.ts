import { gzipSync } from 'node:zlib';
import { inputOf } from '../../../src/extract/source';
import { chunked, joined } from '../../support/bytes';

const SIZES = [1, 2, 7, 65_536];
const read = (bytes: Uint8Array, size = 65_536, most = 1e6, length = bytes.length) =>
  joined(inputOf({ body: chunked(bytes, size), bytes: length }, most).stream());
const code = (code: string) => expect.objectContaining({ code });
const text = 'añ€😀'.repeat(500);

describe('Gzip', () => {
  test('is detected by its first bytes and read, wherever a chunk ends', async () => {
    for (const size of SIZES) expect((await read(gzipSync(text), size)).toString()).toBe(text);
  });

  test('with several members is read to its end', async () => {
    const two = Buffer.concat([gzipSync('a'), gzipSync(''), gzipSync('b')]);
    for (const size of SIZES) expect((await read(two, size)).toString()).toBe('ab');
  });

  test('that is cut anywhere is refused', async () => {
    const bytes = gzipSync('hello');
    for (let end = 2; end < bytes.length; end++) {
      await expect(read(bytes.subarray(0, end), 5)).rejects.toEqual(code('GZIP_INVALID'));
    }
  });

  test.each(['garbage', '\u0000\u0000', '\u0000garbage'])('followed by %j is refused', async (garbage) => {
    const bytes = Buffer.concat([gzipSync('hello'), Buffer.from(garbage)]);
    for (const size of SIZES) await expect(read(bytes, size)).rejects.toEqual(code('GZIP_INVALID'));
  });

  test('with a flipped bit is refused', async () => {
    const bytes = gzipSync(text);
    (bytes[bytes.length - 6] as number) ^= 1;
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'GZIP_INVALID',
      cause: { code: 'Z_DATA_ERROR' },
    });
  });

  test('that expands enormously is read only up to the cap', async () => {
    // Larger than the buffers between the body and its reader, which hold 64 KiB each since Node.js 22.
    const bomb = Buffer.concat(Array(64).fill(gzipSync(Buffer.alloc(8 * 1024 * 1024, 0x20))));
    let pulled = 0;
    const body = (async function* () {
      for await (const chunk of chunked(bomb, 1024)) {
        pulled += chunk.length;
        yield chunk;
      }
    })();
    await expect(joined(inputOf({ body, bytes: bomb.length }, 1e6).stream())).rejects.toEqual(
      code('INPUT_TOO_LARGE'),
    );
    expect(pulled).toBeLessThan(bomb.length);
  });
});

describe('An input', () => {
  test.each(['', 'a', 'ab', '\u001fa', '\u008bb'])('of %j is passed through unchanged', async (short) => {
    for (const size of SIZES) expect((await read(Buffer.from(short), size)).toString()).toBe(short);
  });

  test('may hold exactly as many bytes as the cap', async () => {
    expect(await read(Buffer.from('12345'), 2, 5)).toHaveLength(5);
    await expect(read(Buffer.from('123456'), 2, 5)).rejects.toEqual(code('INPUT_TOO_LARGE'));
  });

  test.each([
    ['text', Buffer.from('abc')],
    ['gzip', gzipSync('abc').subarray(0, 15)],
  ])('that S3 sent only in part is tried again, also as %s', async (_, bytes) => {
    const cut = expect.objectContaining({ name: 'RetryableFailure', code: 'BODY_CUT' });
    for (const size of SIZES) await expect(read(bytes, size, 1e6, 100)).rejects.toEqual(cut);
  });

  test.each([
    ['text', Buffer.from('abc')],
    ['gzip', gzipSync(text).subarray(0, 20)],
  ])('whose connection drops says so, also as %s', async (_, bytes) => {
    const body = (async function* () {
      yield bytes;
      throw new Error('ECONNRESET');
    })();
    await expect(joined(inputOf({ body, bytes: 1000 }, 1e6).stream())).rejects.toThrow('ECONNRESET');
  });

  test('that is not read to its end is closed, even when it is gzip', async () => {
    for (const bytes of [Buffer.from(text), gzipSync(text)]) {
      let ended = false;
      const body = (async function* () {
        try {
          yield* chunked(bytes, 16);
        } finally {
          ended = true;
        }
      })();
      for await (const _ of inputOf({ body, bytes: bytes.length }, 1e6).stream()) break;
      for (let turn = 0; turn < 100 && !ended; turn++) await new Promise(setImmediate);
      expect(ended).toBe(true);
    }
  });
});
