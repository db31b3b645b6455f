import fc from 'fast-check';
import { utf8 } from '../../../src/row/utf8';
import { chunked, cuts, joined } from '../../support/bytes';

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const refusedAt = (offset: number) =>
  expect.objectContaining({ code: 'INPUT_NOT_UTF8', context: { offset } });

/** Returns the offset of the first byte that TextDecoder rejects, by trying longer and longer prefixes. */
function firstBad(bytes: Uint8Array): number | undefined {
  const good = (end: number, stream: boolean) => {
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end), { stream });
      return true;
    } catch {
      return false;
    }
  };
  if (good(bytes.length, false)) return undefined;
  for (let end = 1; end <= bytes.length; end++) {
    if (good(end, true)) continue;
    for (let start = end - 1; ; start--) if (good(start, false)) return start;
  }
  for (let start = bytes.length; ; start--) if (good(start, false)) return start;
}

describe('UTF-8', () => {
  test.each([1, 2, 3, 5, 64])(
    'in chunks of %i bytes stays complete, and is cut only between characters',
    async (size) => {
      const text = 'aé€😀\u0000z'.repeat(20);
      let seen = '';
      for await (const chunk of utf8(chunked(text, size))) seen += chunk.toString('utf8');
      expect(seen).toBe(text);
    },
  );

  test('loses the byte-order marks at its start, and no others', async () => {
    for (const size of [1, 2, 3, 4, 100]) {
      const rest = Buffer.concat([Buffer.from('a'), MARK]);
      for (const marks of [[], [MARK], [MARK, MARK], [MARK, MARK, MARK]]) {
        expect(await joined(utf8(chunked(Buffer.concat([...marks, rest]), size)))).toEqual(rest);
      }
    }
  });

  test.each(['1¿', 'ｿ', 'ỿ', 'ﻀ'])(
    'that begins with %s, whose bytes resemble the mark, keeps all of it',
    async (text) => expect((await joined(utf8(chunked(text)))).toString()).toBe(text),
  );

  test('may be empty', async () => {
    expect(await joined(utf8(chunked('')))).toHaveLength(0);
    expect(await joined(utf8(chunked(MARK)))).toHaveLength(0);
  });

  test('that is invalid is refused with the offset of the first bad byte, wherever the chunks end', async () => {
    const spice = fc.constantFrom(
      ...['é', '€', '😀', 'a'].map((text) => Buffer.from(text)),
      ...[[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90], [0xe2, 0x82], [0x80], [0xf0]].map((b) =>
        Buffer.from(b),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(spice, { maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        async (pieces, size) => {
          const bytes = Buffer.concat(pieces);
          const offset = firstBad(bytes);
          const reading = joined(utf8(chunked(bytes, size)));
          if (offset === undefined) expect(await reading).toEqual(bytes);
          else await expect(reading).rejects.toEqual(refusedAt(offset));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('that ends within a character is refused where the character begins', async () => {
    for (const cut of cuts(Buffer.from('abc€').subarray(0, 5))) {
      await expect(joined(utf8(cut))).rejects.toEqual(refusedAt(3));
    }
  });

  test.each([
    ['little-endian', [0xff, 0xfe, 0x61, 0x00]],
    ['big-endian', [0xfe, 0xff, 0x00, 0x61]],
    ['little-endian without text', [0xff, 0xfe]],
  ])('is not UTF-16 (%s), which is refused at byte 0', async (_, bytes) => {
    for (const size of [1, 2, 100]) {
      await expect(joined(utf8(chunked(Buffer.from(bytes), size)))).rejects.toEqual(refusedAt(0));
    }
  });

  test('throws a failure of its source', async () => {
    const broken = (async function* () {
      yield Buffer.from('a');
      throw new Error('the line dropped');
    })();
    await expect(joined(utf8(broken))).rejects.toThrow('the line dropped');
  });
});
