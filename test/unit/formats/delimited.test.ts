import { csv } from '../../../src/formats/csv';
import type { Format } from '../../../src/formats/format';
import type { Reading } from '../../../src/formats/reading';
import { tsv } from '../../../src/formats/tsv';
import { RECORD_BYTES } from '../../../src/limits';
import { warningList } from '../../../src/warnings';
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

  test('that repeat the header are rejected, wherever a chunk ends, and are counted', async () => {
    for (const [format, between] of [
      [csv, ','],
      [tsv, '\t'],
    ] as const) {
      const text = ['a', 'b'].join(between);
      for (const cut of cuts(`${text}\n1${between}2\n${text}\nb${between}a\n\ufeff${text}`)) {
        const rows = await allRows(format, cut);
        expect(rows.map(({ number, row, rejection }) => [number, row ?? rejection?.code])).toEqual([
          [1, { a: '1', b: '2' }],
          [2, 'HEADER_REPEATED'],
          [3, { a: 'b', b: 'a' }],
          [4, 'HEADER_REPEATED'],
        ]);
      }
    }
  });

  test('with an empty cell under a blank name do not repeat the header', async () => {
    expect(await outcomes(csv, 'a, \na,\na, \n')).toEqual([{ a: 'a', ' ': '' }, 'HEADER_REPEATED']);
  });

  test('that repeat a header whose names are trimmed are rejected as well', async () => {
    const rows = await outcomes(csv, 'a, b\n1,2\na, b\n', { trimHeader: true });
    expect(rows).toEqual([{ a: '1', b: '2' }, 'HEADER_REPEATED']);
  });

  test('that repeat the header with spaces around its names are rejected as well', async () => {
    expect(await outcomes(csv, 'a,b\n1,2\na , b\n')).toEqual([{ a: '1', b: '2' }, 'HEADER_REPEATED']);
  });

  test('below a header whose columns are in another order are not read as if they were not', async () => {
    for (const cut of cuts('a,b,c\n1,2,3\nc,a,b\n6,4,5\n')) {
      await expect(outcomes(csv, cut)).rejects.toMatchObject({ code: 'HEADER_MOVED', context: { row: 2 } });
    }
    const rows = [
      { a: 'b', b: 'a', c: 'a' },
      { a: 'c', b: 'a', c: 'x' },
    ];
    expect(await outcomes(csv, 'a,b,c\nb,a,a\nc,a,x\n')).toEqual(rows);
  });

  test('of one column may have the name of the column', async () => {
    expect(await outcomes(csv, 'name\nname\n')).toEqual([{ name: 'name' }]);
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
  test.each(['{"id":1,"n":"a"}\n{"id":2}\n', '[{"id":1}]', '[\n  {\n    "id": 1\n  }\n]'])(
    'that is JSON is refused, whatever its quote: %j',
    async (text) => {
      for (const [format, quote] of [
        [csv, undefined],
        [csv, 'none'],
        [tsv, undefined],
      ] as const) {
        await expect(outcomes(format, text, { quote })).rejects.toEqual(refused('INPUT_JSON'));
      }
    },
  );

  test.each(['', 'a,b', 'a,b\n'])('%j has no rows', async (text) => {
    expect(await outcomes(csv, text)).toEqual([]);
  });

  test.each([
    ['a,b,a\n1,2,3', 'HEADER_DUPLICATE'],
    ['a,,b\n1,2,3', 'HEADER_EMPTY'],
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
    ['CSV_QUOTE_NOT_CLOSED', 2, 3, 'a,b\n1,"secret\n3,4\n'],
    ['CSV_INVALID_CLOSING_QUOTE', 2, 10, 'a,b\n1,"secret"x\n'],
    ['CSV_INVALID_CLOSING_QUOTE', 4, 8, 'a,b\r\n1,"sec""\r\n\r\nret ü😀"x\r\n'],
    ['CSV_INVALID_CLOSING_QUOTE', 3, 7, 'a,b\n\n"x","y"z\n'],
    ['INVALID_OPENING_QUOTE', 2, 9, 'a,b\n1,secret"\n'],
    ['INVALID_OPENING_QUOTE', 3, 2, 'a,b\r1,2\rx"y,secret\r'],
    ['INVALID_OPENING_QUOTE', 2, 3, 'a,b\n,5"secret\n'],
    ['QUOTE_AFTER_SPACE', 2, 5, 'a,b\n1, \t"secret"\n'],
    ['QUOTE_AFTER_SPACE', 2, 2, 'a,b\n "secret",1\n'],
    ['QUOTE_AFTER_BACKSLASH', 2, 5, 'a,b\n1,"\\"secret\\""\n'],
  ])(
    'is refused with %s at %i:%i when it is like %j, without repeating it',
    async (code, line, column, text) => {
      const refused = { name: 'PermanentFailure', code, context: { line, column } };
      for (const size of [1, 2, 3, 7, 1000]) {
        await expect(outcomes(csv, chunked(text, size))).rejects.toMatchObject(refused);
      }
      await expect(outcomes(csv, text)).rejects.not.toThrow('secret');
    },
  );

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
    for await (const _ of csv.read({ stream: () => endless, reading: {}, warn: () => {} })) break;
    const soon = pulled;
    await new Promise(setImmediate);
    expect(pulled - soon).toBeLessThan(100);
  });
});

describe('A blank line', () => {
  test.each(['\n', '\r\n', '\r'])('that ends with %j is not a row, wherever a chunk ends', async (end) => {
    const text = ['', '', 'a,b', '', '1,2', '3', '', ''].join(end);
    for (const cut of cuts(text)) {
      const rows = await allRows(csv, cut);
      expect(rows.map(({ number, row, rejection }) => [number, row ?? rejection?.code])).toEqual([
        [1, { a: '1', b: '2' }],
        [2, 'ROW_SHORT'],
      ]);
      expect(rows[1]?.raw).toMatch(/^3[\r\n]$/);
    }
  });

  test('is not a row of the only column either, unless it is written as two quotes', async () => {
    expect(await outcomes(csv, 'a\n1\n\n""\n')).toEqual([{ a: '1' }, { a: '' }]);
  });

  test('has no spaces: those are cells', async () => {
    expect(await outcomes(csv, 'a\n \n')).toEqual([{ a: ' ' }]);
  });
});

describe('The delimiter', () => {
  test('may be any character', async () => {
    expect(await outcomes(csv, 'a·b\n1,2·"3·4"\n', { delimiter: '·' })).toEqual([{ a: '1,2', b: '3·4' }]);
  });

  test('is found in the first rows, wherever a chunk ends', async () => {
    for (const cut of cuts('a;b\n1,5;"x;y"\n')) {
      expect(await outcomes(csv, cut, { delimiter: 'auto' })).toEqual([{ a: '1,5', b: 'x;y' }]);
    }
    expect(await outcomes(tsv, 'a,b\n1,2\n', { delimiter: 'auto' })).toEqual([{ a: '1', b: '2' }]);
  });

  test('is the usual one when there is one column', async () => {
    expect(await outcomes(csv, 'a\n1;2\n', { delimiter: 'auto' })).toEqual([{ a: '1;2' }]);
    expect(await outcomes(csv, '', { delimiter: 'auto' })).toEqual([]);
  });

  test('is not guessed when two fit', async () => {
    const reading = outcomes(csv, 'a;b,c\n1;2,3\n', { delimiter: 'auto' });
    await expect(reading).rejects.toMatchObject({
      code: 'DELIMITER_UNCLEAR',
      context: { delimiters: '"," or ";"' },
    });
  });

  test('is not the quote', async () => {
    await expect(outcomes(csv, 'a;b\n', { delimiter: ';', quote: ';' })).rejects.toMatchObject({
      code: 'DELIMITER_IS_QUOTE',
    });
  });

  test.each(['\n', '\r\n', '\r'])(
    'is what the line sep= of Excel says (%j), wherever a chunk ends',
    async (end) => {
      for (const cut of cuts(`\ufeffsep=;${end}a;b${end}1;2${end}`)) {
        expect(await outcomes(csv, cut)).toEqual([{ a: '1', b: '2' }]);
      }
      expect(await outcomes(csv, `SEP=\t${end}a\tb${end}1\t2`, { delimiter: 'auto' })).toEqual([
        { a: '1', b: '2' },
      ]);
    },
  );

  test('is what the message says, whatever the line sep= says, which is not a row', async () => {
    expect(await outcomes(csv, 'sep=;\na|b\n1;|2\n', { delimiter: '|' })).toEqual([{ a: '1;', b: '2' }]);
  });

  test('of the line sep= counts for line numbers', async () => {
    await expect(outcomes(csv, 'sep=;\na;b\n1;x"\n')).rejects.toMatchObject({
      context: { line: 3, column: 4 },
    });
  });

  test.each(['"sep=;"\na;b\n1;2\n', '\nsep=;\na;b\n1;2\n', 'sep=;;\na;b\n1;2\n'])(
    'is also what the line sep= says in %j',
    async (text) => {
      for (const cut of cuts(text)) expect(await outcomes(csv, cut)).toEqual([{ a: '1', b: '2' }]);
      for (const quote of ['none', "'"])
        expect(await outcomes(csv, text, { quote })).toEqual([{ a: '1', b: '2' }]);
      expect(await outcomes(csv, 'sep=;')).toEqual([]);
    },
  );

  test.each(['sep=\n1\n', 'sep=;,x\n1,2\n', 'sep\n1\n'])(
    'is not in a header such as that of %j',
    async (text) => {
      expect(await outcomes(csv, text)).toHaveLength(1);
    },
  );
});

describe('A quote', () => {
  test('may be another character, which is doubled inside a cell', async () => {
    const text = `a,b\n'x,''y\n',"z"\n`;
    for (const cut of cuts(text)) {
      expect(await outcomes(csv, cut, { quote: "'" })).toEqual([{ a: "x,'y\n", b: '"z"' }]);
    }
  });

  test('is a character like any other when there is none', async () => {
    for (const cut of cuts('a,b\n5" disk,"x\n"1,2"\n')) {
      expect(await outcomes(csv, cut, { quote: 'none' })).toEqual([
        { a: '5" disk', b: '"x' },
        { a: '"1', b: '2"' },
      ]);
    }
  });
});

describe('A warning', () => {
  const warnings = async (format: Format, text: string, reading: Reading = {}) => {
    const { warnings, warn } = warningList();
    for await (const _ of format.read({ stream: () => chunked(text, 3), reading, warn }));
    return warnings.map(({ message }) => message);
  };

  test('says that another delimiter fits better', async () => {
    const message = (usual: string, other: string) => [
      `cells end at ${usual}, but ${other} fits the first lines better`,
    ];
    expect(await warnings(csv, 'a;b\n1;2\n')).toEqual(message('","', '";"'));
    expect(await warnings(csv, 'a\tb\n1\t2\n')).toEqual(message('","', 'tab'));
    expect(await warnings(csv, 'a\u0001b\n1\u00012\n')).toEqual(message('","', 'U+0001'));
    expect(await warnings(tsv, 'a,b\n1,2\n')).toEqual(message('tab', '","'));
  });

  test('is not given where the delimiter fits, or is given by the message or the file', async () => {
    expect(await warnings(csv, 'a,b\n1,2\n')).toEqual([]);
    expect(await warnings(csv, 'a;b\n1;2\n', { delimiter: ',' })).toEqual([]);
    expect(await warnings(csv, 'sep=,\na;b\n1;2\n')).toEqual([]);
  });

  test('says that a name in the header has spaces, which may be dropped', async () => {
    expect(await warnings(csv, 'a, b\n1,2\n')).toEqual(['the name of column 2 has spaces around it']);
    expect(await warnings(csv, 'a, b\n1,2\n', { trimHeader: true })).toEqual([]);
    expect(await outcomes(csv, 'a,\tb \n1, 2\n', { trimHeader: true })).toEqual([{ a: '1', b: ' 2' }]);
  });

  test('says that the line of the header may be a title above it', async () => {
    const message = 'the header has one column, but ";" cuts most rows below it into 2 cells';
    expect(await warnings(csv, 'Sales\nid;name\n1;a\n')).toEqual([message]);
    expect(await warnings(csv, 'Sales\nid;name\n1;a\n', { delimiter: 'auto' })).toEqual([message]);
    expect(await warnings(csv, 'Sales\nid;name\n1;a\n', { delimiter: ',' })).toEqual([]);
  });

  test('says that the names in the header are in quotes, unless the message says what a quote is', async () => {
    const message = 'the names in the header are in quotes, which are read as part of the text';
    expect(await warnings(tsv, '"a"\t"b"\n"1"\t"2"\n')).toEqual([message]);
    expect(await warnings(tsv, '"a"\t"b"\n"1"\t"2"\n', { quote: '"' })).toEqual([]);
    expect(await warnings(tsv, '"a"\t"b"\n', { quote: 'none' })).toEqual([]);
    expect(await warnings(csv, "'a','b'\n'1','2'\n")).toEqual([message]);
    expect(await warnings(csv, '"a","b"\n')).toEqual([]);
    expect(await warnings(csv, "'a',b\n")).toEqual([]);
  });

  test('does not save a header in which trimmed names are the same', async () => {
    await expect(outcomes(csv, 'a, a\n', { trimHeader: true })).rejects.toEqual(refused('HEADER_DUPLICATE'));
  });
});

describe('A TSV', () => {
  test('is split at tabs, and a comma is part of the text', async () => {
    expect(await outcomes(tsv, 'a\tb\n1,2\tx\n')).toEqual([{ a: '1,2', b: 'x' }]);
  });

  test('knows no quoting unless it is asked for, wherever a chunk ends', async () => {
    const text = 'a\tb\r\n"1\tx"\r\n""\t"\r\n';
    for (const cut of cuts(text)) {
      expect(await outcomes(tsv, cut)).toEqual([
        { a: '"1', b: 'x"' },
        { a: '""', b: '"' },
      ]);
    }
    expect(await outcomes(tsv, 'a\tb\n1\t"x\ty"\n', { quote: '"' })).toEqual([{ a: '1', b: 'x\ty' }]);
  });
});

test('a row of only commas is refused before the row fills the memory', async () => {
  async function* commas() {
    const chunk = Buffer.alloc(1024 * 1024, ',');
    for (let i = 0; i < 64; i++) yield chunk;
  }
  const reading = (async () => {
    for await (const _ of csv.read({ stream: commas, reading: {}, warn: () => {} })) {
      // The call must fail before it returns a row.
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
});
