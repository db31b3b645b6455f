import fc from 'fast-check';
import { each, RowNumbers } from '../../../src/record/ranges';

const rangesOf = (rows: number[]) => {
  const numbers = new RowNumbers();
  for (const row of rows) numbers.add(row);
  return [...numbers.ranges()];
};

describe('Row numbers as ranges', () => {
  test('neighbours share a range', () => {
    expect(rangesOf([1, 2, 3, 5, 7, 8])).toEqual([
      [1, 3],
      [5, 5],
      [7, 8],
    ]);
    expect(rangesOf([])).toEqual([]);
  });

  test('any row numbers come out as they went in, however large they are', () => {
    const row = fc.oneof(fc.nat(200), fc.bigInt(0n, 2n ** 52n).map(Number));
    const rising = fc.uniqueArray(row).map((rows) => rows.sort((a, b) => a - b));
    fc.assert(
      fc.property(rising, (rows) => {
        expect([...each(rangesOf(rows))]).toEqual(rows);
      }),
    );
  });

  test('a million ranges take a few megabytes', () => {
    const before = process.memoryUsage();
    const numbers = new RowNumbers();
    for (let row = 1; row <= 2_000_000; row += 2) numbers.add(row);
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8_000_000);
    expect([...numbers.ranges()].at(-1)).toEqual([1_999_999, 1_999_999]);
  });
});
