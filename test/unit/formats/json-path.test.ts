import { json } from '../../../src/formats/json';
import { RECORD_BYTES } from '../../../src/limits';
import { parseJson } from '../../../src/row/value';
import { chunked, cuts } from '../../support/bytes';
import { allRows, outcomes } from '../../support/rows';

const refused = (code: string, context: object = {}) => expect.objectContaining({ code, context });
const lost = (path: string, reached: string, found: string) =>
  refused('JSON_PATH_WRONG', { path, reached, found });
const read = (text: string, path: string) => outcomes(json, text, { path });

const TRICKY = `{"items": [{"no":1}], "k\\"ey": "[{\\"items\\":", "a/b~": {"items" : 1, "x":[[{}]]},
  "data": {"n": 5, "it\\u0065ms" : [ {"id":"[{"}, {"id":9007199254740993} ] , "after":[{"id":3}]}, "z": null } `;

describe('The array at a path', () => {
  test('is read from a document that has other arrays and tricky keys, wherever a chunk ends', async () => {
    const expected = [{ id: '[{' }, parseJson('{"id":9007199254740993}')];
    for (const cut of cuts(TRICKY))
      expect(await outcomes(json, cut, { path: '/data/items' })).toEqual(expected);
    expect(await outcomes(json, chunked(TRICKY, 1), { path: '/data/items' })).toEqual(expected);
  });

  test('has rows that are numbered from 1, each with its text', async () => {
    expect(await allRows(json, '{"data":[ {"a": 1} ,{"b":2}]}', { path: '/data' })).toEqual([
      { number: 1, chars: 8, raw: '{"a": 1}', row: { a: 1 } },
      { number: 2, chars: 7, raw: '{"b":2}', row: { b: 2 } },
    ]);
  });

  test.each([
    ['{"a/b":{"m~n":[{"x":1}]}}', '/a~1b/m~0n'],
    ['{"~1":[{"x":1}]}', '/~01'],
    ['{"":[{"x":1}]}', '/'],
    ['{"é\\n":[{"x":1}]}', '/é\n'],
    ['[[{"no":1}],{"d":[{"x":1}]}]', '/1/d'],
    ['[[[],[{"x":1}]],[]]', '/0/1'],
    ['{"1":[{"x":1}]}', '/1'],
  ])('of %s is found at %s', async (text, path) => {
    expect(await read(text, path)).toEqual([{ x: 1 }]);
  });

  test('may be empty, and so may the file', async () => {
    expect(await read('{"data":[]}', '/data')).toEqual([]);
    expect(await read('\n', '/data')).toEqual([]);
  });

  test.each([
    ['{"a":1,"b c":2,"data":{"x":{},"y":[]}}', '/data', '/data', 'an object with the keys x, y'],
    ['{"data":{"x":1}}', '/data/items', '/data', 'an object with the keys x'],
    ['{"a":1,"jo@example.org":2}', '/data/items', 'the document', 'an object with the keys a, …'],
    ['{}', '/data', 'the document', 'an object with the keys (none)'],
    ['{"data":"x"}', '/data', '/data', 'neither an array nor an object'],
    ['{"data":null}', '/data/items', '/data', 'neither an array nor an object'],
    ['[{"id":1}]', '/data', 'the document', 'an array'],
    ['{"data":[{"items":[]}]}', '/data/1', '/data', 'an array'],
    ['[]', '/0', 'the document', 'an array'],
    ['[[]]', '/00', 'the document', 'an array'],
    ['true', '/data', 'the document', 'neither an array nor an object'],
  ])('of %s is not at %s, and the message says what is there', async (text, path, reached, found) => {
    await expect(read(text, path)).rejects.toEqual(lost(path, reached, found));
  });

  test('is not found among a million keys, of which the message lists ten', async () => {
    const keys = Array.from({ length: 1e5 }, (_, i) => `"k${i}":${i}`).join();
    const found = `an object with the keys ${Array.from({ length: 10 }, (_, i) => `k${i}`).join(', ')}, …`;
    await expect(read(`{${keys}}`, '/data')).rejects.toEqual(lost('/data', 'the document', found));
  });

  test('is refused when the document is cut anywhere, even after the array', async () => {
    const text = TRICKY.trim();
    for (let end = 1; end < text.length; end++) {
      const reading = outcomes(json, chunked(text.slice(0, end), 7), { path: '/data/items' });
      await expect(reading).rejects.toMatchObject({ code: 'JSON_TRUNCATED' });
    }
  });

  test.each([
    ['{"data":[{"a":1}]} {"data":[]}', 'text follows the document'],
    ['{"data":[{"a":1}],"data":[{"a":2}]}', 'a key of the path is repeated'],
    ['{"data":[{"a":1}],"d\\u0061ta":1}', 'a key of the path is repeated'],
    ['{"data":[{"a":1}]]', 'in the wrong place'],
    ['{"x":1,}', 'in the wrong place'],
    ['{"data":[{"a":1}]:1}', 'in the wrong place'],
    ['{"x":1]', 'in the wrong place'],
    ['{x:1,"data":[]}', 'a key is not a text'],
    ['{1:1,"data":[]}', 'a key is not a text'],
    ['{"data":[{"a" 1}]}', 'row 1 is not JSON'],
  ])('of %s is refused: %s', async (text, problem) => {
    const reading = read(text, '/data');
    await expect(reading).rejects.toMatchObject({ code: 'JSON_INVALID' });
    await expect(read(text, '/data')).rejects.toThrow(problem);
  });

  test('is read in bounded memory, whatever is beside it', async () => {
    const text = `{"x":"${'x'.repeat(2 * RECORD_BYTES)}","data":[{"a":1}],"y":[${'1,'.repeat(RECORD_BYTES)}1]}`;
    expect(await outcomes(json, chunked(text, 65_536), { path: '/data' })).toEqual([{ a: 1 }]);
    const key = `{"${'k'.repeat(RECORD_BYTES)}":1}`;
    await expect(read(key, '/data')).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
  });
});
