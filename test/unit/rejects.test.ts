import { RowRejected } from '../../src/errors';
import { RejectsReport } from '../../src/rejects';
import { MemoryObjects } from '../support/memory/objects';

const OF = { dataset: 'movies', job: 'j', name: 'movies' };
const reason = new RowRejected('ROW_SHORT', { cells: 1, columns: 2 });

describe('A rejects report', () => {
  test('has one JSON line per row, with the reason and the whole raw text', async () => {
    const store = new MemoryObjects();
    const report = new RejectsReport(store, OF);
    await report.add(2, reason, 'a"b\n\u2028c');
    await report.add(9, reason, 'x'.repeat(100_000));
    await report.end();
    expect(report.count).toBe(2);
    const lines = store.text('rejects/movies/j/movies.ndjson').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { row: 2, code: 'ROW_SHORT', message: reason.message, raw: 'a"b\n\u2028c' },
      { row: 9, code: 'ROW_SHORT', message: reason.message, raw: 'x'.repeat(100_000) },
    ]);
  });

  test('is downloaded as NDJSON', async () => {
    const store = new MemoryObjects();
    const put = jest.spyOn(store, 'put');
    const report = new RejectsReport(store, OF);
    await report.add(1, reason, 'a');
    await report.end();
    expect(put).toHaveBeenCalledWith(expect.any(String), expect.any(String), 'application/x-ndjson');
  });

  test('is not written when no row is rejected', async () => {
    const store = new MemoryObjects();
    await new RejectsReport(store, OF).end();
    expect(store.keys).toEqual([]);
  });

  test('is split into several objects when it is long, and loses no line', async () => {
    const store = new MemoryObjects();
    const report = new RejectsReport(store, OF);
    for (let row = 1; row <= 12; row++) await report.add(row, reason, 'x'.repeat(1_000_000));
    await report.end();
    const names = ['movies.00002.ndjson', 'movies.00003.ndjson', 'movies.ndjson'];
    expect(store.keys).toEqual(names.map((name) => `rejects/movies/j/${name}`));
    const rows = store.appeared.flatMap((key) =>
      store
        .text(key)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).row),
    );
    expect(rows).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
