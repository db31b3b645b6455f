import { cellsFault, records } from '../../../src/csvw/records';
import { chunked } from '../../support/bytes';

/** How many records a CSV has, or why it is refused. */
async function count(csv: string): Promise<number> {
  let found = 0;
  for await (const block of records(chunked(csv, 65_536), ',')) found += block.records.length;
  return found;
}

describe('A CSV', () => {
  test('may be much longer than its longest record', async () => {
    const record = 'x'.repeat(1024 * 1024);
    expect(await count(`${record}\n`.repeat(9))).toBe(9);
  });

  test('is refused with the line where its quotes do not pair up', async () => {
    await expect(count('a,b\n1,2\n3,"4"5\n')).rejects.toMatchObject({
      message: 'the quotes do not pair up (line 3)',
      context: { line: 3 },
    });
  });
});

describe('A record', () => {
  test('of the right number of cells is none to reject', () => {
    expect(cellsFault(['a', 'b'], ['1', ''])).toBeUndefined();
  });

  test.each([
    [['1'], 'ROW_SHORT', 'the row has 1 cells; the header has 2'],
    [['1', '2', '3'], 'ROW_LONG', 'the row has 3 cells; the header has 2'],
  ])('of the cells %j is rejected, and says how many it should have', (cells, code, message) => {
    expect(cellsFault(['a', 'b'], cells)).toMatchObject({ code, message });
  });
});
