import { ndjson } from '../../../src/formats/ndjson';
import { RECORD_BYTES } from '../../../src/limits';
import { chunked, cuts } from '../../support/bytes';
import { allRows, outcomes } from '../../support/rows';

describe('NDJSON', () => {
  test.each(['\n', '\r\n'])('has lines that end with %j, wherever a chunk ends', async (end) => {
    const text = ['{"a":"é😀"}', '{"b":2}', ''].join(end);
    for (const cut of cuts(text)) expect(await outcomes(ndjson, cut)).toEqual([{ a: 'é😀' }, { b: 2 }]);
    expect(await outcomes(ndjson, chunked(text, 1))).toEqual([{ a: 'é😀' }, { b: 2 }]);
  });

  test('whose rows lie between record separators has rows of several lines, and keeps a cut row apart', async () => {
    const text = '\u001e{\n  "a": 1\n}\n\u001e{"a":\u001e{"a":3}{"a":4}\n\u001e{"a":5}';
    for (const cut of cuts(text)) {
      const rows = await allRows(ndjson, cut);
      expect(rows.map(({ number, row, rejection }) => [number, row ?? rejection?.code])).toEqual([
        [1, { a: 1 }],
        [2, 'LINE_NOT_JSON'],
        [3, { a: 3 }],
        [4, { a: 4 }],
        [5, { a: 5 }],
      ]);
      expect(rows[1]?.raw).toBe('{"a":');
    }
  });

  test('may end without a newline', async () => {
    expect(await outcomes(ndjson, '{"a":1}\n{"a":2}')).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('skips blank lines, but counts them as lines', async () => {
    const rows = await allRows(ndjson, '\n{"a":1}\n \t\r\n\n{"a":2}');
    expect(rows.map(({ number }) => number)).toEqual([2, 5]);
  });

  test.each(['', '\n', '\n\r\n '])('%j has no rows', async (text) => {
    expect(await outcomes(ndjson, text)).toEqual([]);
  });

  test('rejects a bad line with its whole text, and reads the others', async () => {
    const rows = await allRows(ndjson, '{"a":1}\n{"a":\n[1]\n{"a":4}');
    expect(rows.map(({ row, rejection }) => row ?? rejection?.code)).toEqual([
      { a: 1 },
      'LINE_NOT_JSON',
      'ROW_NOT_OBJECT',
      { a: 4 },
    ]);
    expect(rows[1]).toMatchObject({ number: 2, raw: '{"a":' });
  });

  test('reports a line that is not JSON without repeating it', async () => {
    const [row] = await allRows(ndjson, 'secret');
    expect(row?.rejection?.message).toBe('the line is not JSON');
  });

  test('with a line of more than 4 MB is refused, wherever the chunks end', async () => {
    const text = (bytes: number) => `{}\n{"a":"${'x'.repeat(bytes - 8)}"}\n{}`;
    for (const size of [65_536, 1e9]) {
      expect(await allRows(ndjson, chunked(text(RECORD_BYTES), size))).toHaveLength(3);
      const reading = allRows(ndjson, chunked(text(RECORD_BYTES + 1), size));
      await expect(reading).rejects.toThrow('line 2 is longer than 4194304 bytes');
    }
  });

  test.each([
    ['{"a":1}{"a":2} {"a":3}', [1, 2, 3]],
    ['\n{"a":1}\n{"a":3}{"a":4}\n\n{"a":6}', [2, 3, 4, 6]],
    ['\u001e{"a":1}\n\u001e{"a":2}\n', [1, 2]],
    ['\u001e{"a":1}\u001e{"a":2}\u001e', [1, 2]],
    ['{"a":"}{\\""}{"a":{"b":[{}]}}', [1, 2]],
  ])('may have several objects in a line, each counted as a line: %j', async (text, numbers) => {
    const expected = text.match(/\{("a":)("[^{]*\{\\""|\{.*\}|\d)\}/g);
    for (const source of [...cuts(text), chunked(text, 1)]) {
      const rows = await allRows(ndjson, source);
      expect(rows.map(({ number }) => number)).toEqual(numbers);
      expect(rows.map(({ raw }) => raw)).toEqual(expected);
      expect(rows.map(({ row }) => row)).toEqual(expected?.map((one) => JSON.parse(one)));
    }
  });

  test.each([
    ['{"a":1},', ['LINE_NOT_JSON']],
    ['{"a":1}}', ['LINE_NOT_JSON']],
    ['{"a":1}{"a":2},{"a":3}', [{ a: 1 }, 'LINE_NOT_JSON']],
    ['{"a":1}{a}{"a":3}', [{ a: 1 }, 'LINE_NOT_JSON', { a: 3 }]],
    ['{"a":1}{"a":\n{"a":3}', [{ a: 1 }, 'LINE_NOT_JSON', { a: 3 }]],
    ['{"a":1}\\n{"a":2}', ['LINE_NOT_JSON']],
    ['5 {"a":1}', ['LINE_NOT_JSON']],
    ['[{"a":1}]', ['ROW_NOT_OBJECT']],
    ['{"a":"\n{"a":2}{"a":3}', ['LINE_NOT_JSON', { a: 2 }, { a: 3 }]],
    ['{"a":1}{"a"]', [{ a: 1 }, 'LINE_NOT_JSON']],
  ])('rejects only what is not JSON of a line: %j', async (text, expected) => {
    for (const source of [...cuts(text), chunked(text, 1)])
      expect(await outcomes(ndjson, source)).toEqual(expected);
  });

  test('reads objects in one line that is longer than an object may be', async () => {
    const one = `{"a":"${'x'.repeat(RECORD_BYTES / 2)}"}`;
    for (const size of [65_536, 1e9]) {
      expect(await allRows(ndjson, chunked(one.repeat(5), size))).toHaveLength(5);
    }
  });
});
