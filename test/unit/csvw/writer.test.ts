import { CsvWriter } from '../../../src/csvw/writer';
import { COLUMN_NAMES_BYTES, COLUMNS } from '../../../src/limits';
import type { Row } from '../../../src/row/value';

function csvOf(rows: Row[], columns?: string[]): string {
  const writer = new CsvWriter(columns);
  for (const row of rows) writer.add(row);
  return writer.toCsv().csv.toString();
}

describe('The CSV of a part', () => {
  test('has a header, CRLF, and quotes only where they are needed', () => {
    expect(csvOf([{ a: 'x', b: 'y,"z"\n' }])).toBe('a,b\r\nx,"y,""z""\n"\r\n');
  });

  test('quotes each character that a reader could take for the end of a row', () => {
    expect(csvOf([{ a: 'x\ry', b: 'x\ny', c: 'x\r\ny' }])).toBe('a,b,c\r\n"x\ry","x\ny","x\r\ny"\r\n');
  });

  test('distinguishes false, null and empty texts from missing fields', () => {
    expect(csvOf([{ a: false, b: null, c: '' }, {}])).toBe('a,b,c\r\nfalse,null,""""""\r\n,,\r\n');
  });

  test.each([1, 7, 4000])('has each row once and in order, in a large part with %i columns', (wide) => {
    const row = (i: number) => Object.fromEntries(Array.from({ length: wide }, (_, c) => [`c${c}`, i * c]));
    const rows = Array.from({ length: Math.ceil(20_000 / wide) }, (_, i) => row(i));
    const lines = rows.map((one) => Object.values(one).join(','));
    expect(csvOf(rows)).toBe(`${[Object.keys(row(0)).join(','), ...lines].join('\r\n')}\r\n`);
  });

  test('has columns in order of first appearance, those of the parts before first', () => {
    expect(csvOf([{ a: 1 }, { b: 2, a: 3 }], ['z'])).toBe('z,a,b\r\n,1,\r\n,3,2\r\n');
  });

  test('escapes nothing for spreadsheets', () => {
    expect(csvOf([{ a: '=1+1', b: '-5', c: '@SUM' }])).toBe('a,b,c\r\n=1+1,-5,@SUM\r\n');
  });

  test('has columns with the names of inherited properties', () => {
    expect(csvOf([{ toString: 'x' }, { a: 1 }])).toBe('toString,a\r\nx,\r\n,1\r\n');
  });

  test('keeps a dot in a name', () => {
    expect(csvOf([{ 'a.b': 1, a: { b: 2 } }])).toBe('a.b,a\r\n1,"{""b"":2}"\r\n');
  });

  test('never begins with a byte-order mark, which readers would drop', () => {
    expect(csvOf([{ '\ufeffa': 1 }])).toBe('"\ufeffa"\r\n1\r\n');
  });

  test('has no more columns than a job may have', () => {
    const wide = Object.fromEntries(Array.from({ length: COLUMNS }, (_, i) => [`c${i}`, i]));
    expect(csvOf([wide])).toContain(`c${COLUMNS - 1}`);
    expect(() => csvOf([wide, { another: 1 }])).toThrow(
      expect.objectContaining({ name: 'PermanentFailure', code: 'COLUMNS_TOO_MANY' }),
    );
  });

  test('refuses column names that are too long for its header or its metadata', () => {
    const named = (chars: number) => [{ ['a'.repeat(chars - 4)]: 1 }, { b: 1 }];
    expect(csvOf(named(COLUMN_NAMES_BYTES - 2))).toContain(',b\r\n');
    expect(() => csvOf(named(COLUMN_NAMES_BYTES))).toThrow(
      expect.objectContaining({ name: 'PermanentFailure', code: 'COLUMN_NAMES_TOO_LONG' }),
    );
  });
});
