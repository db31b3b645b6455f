import { csv } from '../../../src/formats/csv';
import { tsv } from '../../../src/formats/tsv';
import { RECORD_BYTES } from '../../../src/limits';
import { chunked, cuts } from '../../support/bytes';
import { allRows, outcomes } from '../../support/rows';

const refused = (code: string) => expect.objectContaining({ name: 'PermanentFailure', code });

describe('The cells of a CSV', () => {
  test('are texts: 007 stays 007', async () => {
    expect(await outcomes(csv, 'id,n,x\n007,1e400,\n')).toEqual([{ id: '007', n: '1e400', x: '' }]);
  });

  test('may hold commas, quotes and newlines between quotes, wherever a chunk ends', async () => {
    const text = 'a,b\r\n"1,""é""\r\n2",😀\r\n=1+1, x \r\n';
    const expected = [
      { a: '1,"é"\r\n2', b: '😀' },
      { a: '=1+1', b: ' x ' },
    ];
    for (const cut of cuts(text)) expect(await outcomes(csv, cut)).toEqual(expected);
    expect(await outcomes(csv, chunked(text, 1))).toEqual(expected);
  });

  test('may hold NUL', async () => {
    expect(await outcomes(csv, 'a\n\u0000\n')).toEqual([{ a: '\u0000' }]);
  });
});

describe('The rows of a CSV', () => {
  test.each(['\n', '\r\n', '\r'])('end with %j, wherever a chunk ends', async (end) => {
    const text = ['a,b', '1,2', '3,4', ''].join(end);
    const expected = [
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ];
    for (const cut of cuts(text)) expect(await outcomes(csv, cut)).toEqual(expected);
  });

  test('that are short or long are rejected with their whole text, and the others are read', async () => {
    const rows = await allRows(csv, 'a,b\n1\n1,2\n1,2,3\n');
    expect(rows.map(({ number, row, rejection }) => [number, row ?? rejection?.code])).toEqual([
      [1, 'ROW_SHORT'],
      [2, { a: '1', b: '2' }],
      [3, 'ROW_LONG'],
    ]);
    expect(rows[2]?.raw).toBe('1,2,3\n');
  });

  test('have the length of their cells plus one character per cell, wherever a chunk ends', async () => {
    const text = 'id,t\n1,"a ""quoted"" one"\n,\n1,2,3\n';
    for (const cut of cuts(text)) {
      expect((await allRows(csv, cut)).map(({ chars }) => chars)).toEqual([2 + 15, 2, 6]);
    }
  });

  test('are returned in order, even thousands of them', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i + 1}`);
    const rows = await allRows(csv, `n\n${lines.join('\n')}`);
    expect(rows.map(({ number, row }) => [String(number), row?.n])).toEqual(lines.map((n) => [n, n]));
  });
});

describe('A CSV', () => {
  test.each(['', 'a,b', 'a,b\n'])('%j has no rows', async (text) => {
    expect(await outcomes(csv, text)).toEqual([]);
  });

  test.each([
    ['a,b,a\n1,2,3', 'HEADER_DUPLICATE'],
    ['a,,b\n1,2,3', 'HEADER_EMPTY'],
    ['\n1', 'HEADER_EMPTY'],
  ])('with the header of %j is refused', async (text, code) => {
    await expect(outcomes(csv, text)).rejects.toEqual(refused(code));
  });

  test('with a column called __proto__ returns it as a field and changes no prototype', async () => {
    const [row] = await allRows(csv, '__proto__,toString\nx,y\n');
    expect(Object.entries(row?.row ?? {})).toEqual([
      ['__proto__', 'x'],
      ['toString', 'y'],
    ]);
    expect(Object.getPrototypeOf(row?.row)).toBe(Object.prototype);
  });

  test.each([
    ['CSV_QUOTE_NOT_CLOSED', 'a,b\n1,"secret\n3,4\n'],
    ['CSV_INVALID_CLOSING_QUOTE', 'a,b\n1,"secret"x\n'],
    ['INVALID_OPENING_QUOTE', 'a,b\n1,secret"\n'],
  ])('is refused with %s when its quotes are like %j, without repeating it', async (code, text) => {
    const refused = { name: 'PermanentFailure', code, context: { line: 2 } };
    await expect(outcomes(csv, text)).rejects.toMatchObject(refused);
    await expect(outcomes(csv, text)).rejects.not.toThrow('secret');
  });

  test('with a row of more than 4 MB is refused', async () => {
    const text = `a\n"${'x'.repeat(RECORD_BYTES + 10)}"\n`;
    await expect(outcomes(csv, chunked(text, 65_536))).rejects.toMatchObject({
      name: 'PermanentFailure',
      code: 'RECORD_TOO_LARGE',
      context: { most: RECORD_BYTES },
    });
  });

  test('reports a failure of its source, and never hangs', async () => {
    const broken = (async function* () {
      yield Buffer.from('a,b\n1,2\n');
      throw new Error('the line dropped');
    })();
    await expect(outcomes(csv, broken)).rejects.toThrow('the line dropped');
  });

  test('that is not read to its end closes its source', async () => {
    let pulled = 0;
    const endless = (async function* () {
      yield Buffer.from('a\n');
      for (; pulled < 100_000; pulled++) yield Buffer.from('1\n'.repeat(1000));
    })();
    for await (const _ of csv.read({ stream: () => endless, reading: {} })) break;
    const soon = pulled;
    await new Promise(setImmediate);
    expect(pulled - soon).toBeLessThan(100);
  });
});

describe('A TSV', () => {
  test('is split at tabs, and a comma is part of the text', async () => {
    expect(await outcomes(tsv, 'a\tb\n1,2\t"x\ty"\n')).toEqual([{ a: '1,2', b: 'x\ty' }]);
  });
});

test('a row of only commas is refused before the row fills the memory', async () => {
  async function* commas() {
    const chunk = Buffer.alloc(1024 * 1024, ',');
    for (let i = 0; i < 64; i++) yield chunk;
  }
  const reading = (async () => {
    for await (const _ of csv.read({ stream: commas, reading: {} })) {
      // The call must fail before it returns a row.
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
});
