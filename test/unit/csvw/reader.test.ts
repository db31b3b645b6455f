import { PART } from '../../../src/csvw/dialect';
import { cellsRejection, readCsv } from '../../../src/csvw/reader';
import { RECORD_BYTES } from '../../../src/limits';
import { chunked } from '../../support/bytes';

/** Returns the number of records of a CSV, or why it is refused. */
async function count(csv: string): Promise<number> {
  let found = 0;
  for await (const block of readCsv(chunked(csv, 65_536), PART)) found += block.rows.length;
  return found;
}

describe('A CSV', () => {
  test('may be much longer than its longest row', async () => {
    const row = 'x'.repeat(1024 * 1024);
    expect(await count(`${row}\n`.repeat(9))).toBe(9);
  });

  test('is refused with the line where its quotes do not pair up', async () => {
    await expect(count('a,b\n1,2\n3,"4"5\n')).rejects.toMatchObject({
      code: 'CSV_INVALID_CLOSING_QUOTE',
      context: { line: 3 },
    });
  });
});

describe('A CSV in small chunks', () => {
  const texts = async (csv: string, bytes: number) => {
    const found: string[] = [];
    for await (const block of readCsv(chunked(csv, bytes), PART)) {
      found.push(...block.rows.map((_, i) => block.raw(i).replace(/[\r\n]+$/, '')));
    }
    return found;
  };

  test.each(['\n', '\r\n', '\r'])('that ends its lines with %j keeps the text of each row', async (end) => {
    const lines = ['a,b', '1,2', `"x${end}y",""""`, '', '"",3'];
    for (let bytes = 1; bytes < 12; bytes++) expect(await texts(lines.join(end) + end, bytes)).toEqual(lines);
  });

  test.each(['\n', '\r\n', '\r'])('is refused with its line, when lines end with %j', async (end) => {
    const csv = ['a,b', `"1${end}1",2`, '3,4', '5,"6"7', '8,9'].join(end);
    for (const bytes of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1000]) {
      await expect(texts(csv, bytes)).rejects.toMatchObject({ context: { line: 5 } });
    }
  });

  test('whose quote is never closed is refused with the line where that quote is', async () => {
    const csv = 'a,b\r\n1,"x"\r\n2,"y\r\n3,z\r\n';
    for (const bytes of [1, 2, 3, 5, 8, 1000]) {
      await expect(texts(csv, bytes)).rejects.toMatchObject({ context: { line: 3 } });
    }
  });

  test('whose last line has no line end still has that row', async () => {
    expect(await texts('a,b\n1,2', 3)).toEqual(['a,b', '1,2']);
  });
});

describe('A long CSV', () => {
  const long = 'x,y\n'.repeat(RECORD_BYTES / 2);

  test('whose quotes do not pair up is refused for its quotes, not for a long row', async () => {
    await expect(count(`a,b\n1"2,3\n${long}`)).rejects.toMatchObject({
      code: 'INVALID_OPENING_QUOTE',
      context: { line: 2 },
    });
  });

  test('whose quote is never closed is refused as too long a row', async () => {
    await expect(count(`a,b\n1,2\n"3,4\n${long}`)).rejects.toMatchObject({ code: 'RECORD_TOO_LARGE' });
  });

  test('may end its lines with carriage returns alone', async () => {
    expect(await count(`a,b\r${long.replaceAll('\n', '\r')}`)).toBe(RECORD_BYTES / 2 + 1);
  });
});

describe('A row', () => {
  test('with the right number of cells is not rejected', () => {
    expect(cellsRejection(['a', 'b'], ['1', ''])).toBeUndefined();
  });

  test.each([
    [['1'], 'ROW_SHORT'],
    [['1', '2', '3'], 'ROW_LONG'],
  ])('of the cells %j is rejected, and says how many it should have', (cells, code) => {
    const context = { cells: cells.length, columns: 2 };
    expect(cellsRejection(['a', 'b'], cells)).toMatchObject({ code, context });
  });
});
