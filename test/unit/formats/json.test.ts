import { isUtf8 } from 'node:buffer';
import { json } from '../../../src/formats/json';
import { RECORD_BYTES } from '../../../src/limits';
import { chunked, cuts } from '../../support/bytes';
import { allRows, outcomes } from '../../support/rows';

const refused = (code: string) => expect.objectContaining({ name: 'PermanentFailure', code });
const TRICKY = '[{"a":"[{\\"}],"}, {"b\\\\":"\\\\"} ,{"c":[[1,{"d":"é😀"}],[]]}\n]\r\n';

describe('A JSON array', () => {
  test('returns its objects, whatever brackets, quotes and escapes their texts contain, wherever a chunk ends', async () => {
    const expected = [{ a: '[{"}],' }, { 'b\\': '\\' }, { c: [[1, { d: 'é😀' }], []] }];
    for (const cut of cuts(TRICKY)) expect(await outcomes(json, cut)).toEqual(expected);
    expect(await outcomes(json, chunked(TRICKY, 1))).toEqual(expected);
  });

  test('numbers its rows from 1 and keeps the text of each', async () => {
    expect(await allRows(json, '[ {"a": 1} ,\n{"b":2}]')).toEqual([
      { number: 1, chars: 8, raw: '{"a": 1}', row: { a: 1 } },
      { number: 2, chars: 7, raw: '{"b":2}', row: { b: 2 } },
    ]);
  });

  test.each(['[]', ' [ \n ] ', '', ' \r\n'])('%j has no rows', async (text) => {
    expect(await outcomes(json, text)).toEqual([]);
  });

  test('rejects elements that are not objects, and reads the others', async () => {
    expect(await outcomes(json, '[1, {"a":1}, null, "x", [], 9007199254740993, true]')).toEqual([
      'ROW_NOT_OBJECT',
      { a: 1 },
      ...Array.from({ length: 5 }, () => 'ROW_NOT_OBJECT'),
    ]);
  });

  test.each([
    '[,]',
    '[1,]',
    '[{"a":1},]',
    '[{"a":1},,{"a":2}]',
    '[}]',
    '[{"a":1]]',
    '[{"a":1} {"b":1}]',
    "[{'a':1}]",
  ])('%s is not JSON', async (text) => {
    for (const size of [1, 1000]) {
      const reading = outcomes(json, chunked(text, size));
      await expect(reading).rejects.toEqual(expect.objectContaining({ name: 'PermanentFailure' }));
    }
  });

  test('with whitespace that JSON does not allow is not JSON', async () => {
    await expect(outcomes(json, '[\u00a0{"a":1}]')).rejects.toEqual(refused('JSON_INVALID'));
  });

  test('cut anywhere is refused', async () => {
    const bytes = Buffer.from(TRICKY.trim());
    for (let end = 1; end < bytes.length; end++) {
      const start = bytes.subarray(0, end);
      await expect(outcomes(json, chunked(start, 7))).rejects.toEqual(
        refused(isUtf8(start) ? 'JSON_TRUNCATED' : 'INPUT_NOT_UTF8'),
      );
    }
  });

  test.each(['[]x', '[] []', '[{"a":1}]]', '[],'])(
    'with more text after its end, as in %s, is refused',
    async (text) => {
      await expect(outcomes(json, text)).rejects.toEqual(refused('JSON_INVALID'));
    },
  );

  test('names the row and the place of an error, and never the content', async () => {
    const reading = outcomes(json, '[{"a":1},{"secret" 1}]');
    await expect(reading).rejects.toThrow(/byte 21\b.*row 2\b/);
    await expect(outcomes(json, '[{"a":1},{"secret" 1}]')).rejects.not.toThrow('secret');
  });

  test.each([
    ['[{"a":1},{"b" 1}]', 'JSON_INVALID', { offset: 16 }],
    ['[{"a":1}]\n[', 'JSON_INVALID', { offset: 10 }],
    ['[{"a":1},{"b"', 'JSON_TRUNCATED', { offset: 13 }],
  ])('counts bytes over all chunks: %j', async (text, code, context) => {
    for (const size of [1, 3, 1000]) {
      const error = await outcomes(json, chunked(text, size)).catch((cause) => cause);
      expect(error).toMatchObject({ code, context });
    }
  });

  test('has elements of 4 MB at most, wherever the chunks end', async () => {
    const text = (bytes: number) => `[{"a":"${'x'.repeat(bytes - 8)}"}]`;
    for (const size of [65_536, 1e9]) {
      expect(await allRows(json, chunked(text(RECORD_BYTES), size))).toHaveLength(1);
      const reading = allRows(json, chunked(text(RECORD_BYTES + 1), size));
      await expect(reading).rejects.toEqual(refused('RECORD_TOO_LARGE'));
    }
  });

  test('nested a million levels deep rejects the row and overflows no stack', async () => {
    const deep = (inner: string) => `[{"a":${'['.repeat(1e6)}${inner}${']'.repeat(1e6)}},{"b":1}]`;
    expect((await outcomes(json, deep('9007199254740993')))[0]).toBe('NESTED_TOO_DEEP');
  });
});
