import type { Column } from '../../../src/csvw/column';
import { type Metadata, metadataKey, readMetadata, writeMetadata } from '../../../src/csvw/metadata';
import { COLUMN_NAMES_BYTES, COLUMNS, METADATA_BYTES, PART_ROWS } from '../../../src/limits';

const METADATA: Metadata = {
  columns: [{ titles: 'a', datatype: 'number', null: [''] }],
  note: {
    job: 'j',
    part: 1,
    dataset: 'd',
    source: 's.json',
    id: [],
    rows: [[1, 2]],
    superseded: [[1, 1]],
  },
};

describe('The metadata of a part', () => {
  test('has the key that the standard derives from the name of the CSV', () => {
    expect(metadataKey('d/j/movies.csv')).toBe('d/j/movies.csv-metadata.json');
  });

  test('names the CSV by a URL', () => {
    expect(JSON.parse(writeMetadata('d/j/a b%.csv', METADATA))).toMatchObject({
      '@context': 'http://www.w3.org/ns/csvw',
      url: 'a%20b%25.csv',
    });
  });

  test('says that the CSV has a header and is UTF-8', () => {
    expect(JSON.parse(writeMetadata('m.csv', METADATA))).toMatchObject({
      dialect: { header: true, encoding: 'utf-8' },
    });
  });

  test('is read back unchanged', () => {
    expect(readMetadata(writeMetadata('d/j/m.csv', METADATA))).toEqual(METADATA);
  });

  test('has each range of rows on a separate line, and changes no text that looks like a range', () => {
    const columns = [{ titles: '[\n 1,\n 2\n ]', datatype: 'number' as const, null: [] }];
    const rows: [number, number][] = [
      [1, 6],
      [8, 4_294_967_295],
    ];
    const text = writeMetadata('m.csv', { columns, note: { ...METADATA.note, rows } });
    expect(text).toContain('\n        [1, 6],\n        [8, 4294967295]\n');
    expect(readMetadata(text)).toMatchObject({ columns, note: { rows } });
  });

  test.each([
    '[[2, 1]]',
    '[[1, 2], [2, 3]]',
    '[[5, 6], [1, 2]]',
    '[[1, 2, 3]]',
    '[1]',
    '[[0.5, 1]]',
    '[["1", 2]]',
    '{}',
  ])('whose row numbers are %s is refused: the ranges do not rise', (rows) => {
    const text = writeMetadata('m.csv', METADATA).replace(/"rows": \[[^"]*/, `"rows": ${rows},\n`);
    expect(() => readMetadata(text)).toThrow('notes.0.rows');
  });

  test('has room for the largest part', () => {
    const name = 'n'.repeat(COLUMN_NAMES_BYTES / COLUMNS - 2);
    const missing: Column['null'] = ['', 'null'];
    const columns = Array(COLUMNS).fill({ titles: name, datatype: 'boolean', null: missing });
    const rows = Array.from({ length: PART_ROWS }, (_, i): [number, number] => {
      const row = 4_000_000_000 + 2 * i;
      return [row, row];
    });
    // A message holds 1 MiB at most, and a key has at most 1,024 ids.
    const id = Array(1024).fill('i'.repeat(1020));
    const note = { ...METADATA.note, source: 's'.repeat(1024), id, rows, superseded: rows };
    expect(writeMetadata('m.csv', { columns, note }).length).toBeLessThan(METADATA_BYTES);
  });

  test('that is not JSON is refused, and the message does not repeat the text', () => {
    expect(() => readMetadata('secret')).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });

  test.each([
    ['', 'not JSON'],
    ['null', 'document'],
    ['{}', 'tableSchema'],
    [writeMetadata('m.csv', METADATA).replace('"number"', '"date"'), 'tableSchema.columns.0.datatype'],
    [writeMetadata('m.csv', METADATA).replace('"part": 1', '"part": "1"'), 'notes.0.part'],
  ])('that is unusable is refused with the place (%#)', (text, where) => {
    expect(() => readMetadata(text)).toThrow(expect.objectContaining({ code: 'METADATA_INVALID' }));
    expect(() => readMetadata(text)).toThrow(where);
  });
});
