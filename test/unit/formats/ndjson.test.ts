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
});
