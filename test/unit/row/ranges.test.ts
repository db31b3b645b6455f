import fc from 'fast-check';
import { each, extend, type Ranges } from '../../../src/row/ranges';

const rangesOf = (rows: number[]) => {
  const ranges: Ranges = [];
  for (const row of rows) extend(ranges, row);
  return ranges;
};

describe('Row numbers as ranges', () => {
  test('neighbours share a range', () => {
    expect(rangesOf([1, 2, 3, 5, 7, 8])).toEqual([
      [1, 3],
      [5, 5],
      [7, 8],
    ]);
  });

  test('any row numbers are read back unchanged', () => {
    const rising = fc.uniqueArray(fc.nat(200)).map((rows) => rows.sort((a, b) => a - b));
    fc.assert(fc.property(rising, (rows) => expect([...each(rangesOf(rows))]).toEqual(rows)));
  });
});
