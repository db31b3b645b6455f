import { partKey, split } from '../../../src/extract/part-key';

describe('The name of a part', () => {
  const job = { dataset: 'd', id: 'j', key: 'x/movies.json.gz' };

  test('is the name of the file, with a number if there are several parts', () => {
    expect(partKey(job, 1, false)).toBe('d/j/movies.csv');
    expect(partKey(job, 12, true)).toBe('d/j/movies.part-00012.csv');
  });

  test.each([
    ['a/b.c.json', 'b.c', '.json'],
    ['B.CSV.GZ', 'B', '.csv'],
    ['noext', 'noext', ''],
    ['a.gz.b.csv', 'a.gz.b', '.csv'],
  ])('for %s is made from %s', (key, stem, extension) => {
    expect(split(key)).toEqual({ stem, extension });
  });
});
