import type { Case } from './case';

const reading = (options: NonNullable<Case['says']>['reading'] = {}) => ({ reading: options });

/** Files as spreadsheets, databases and shells export them, and files that are not what their name says. */
export const EXPORTS: readonly Case[] = [
  { file: 'sep-line-in-quotes.csv', rows: [{ id: '1', name: 'a,b' }] },
  ...[{}, { delimiter: 'auto' }].map((options) => ({
    file: 'title-above-header.csv',
    says: reading(options),
    rows: ['id;name', '1;Köln', '2;Bonn'].map((row) => ({ 'Umsätze 2026': row })),
    warnings: ['HEADER_NARROW'],
  })),
  {
    file: 'short-row-of-semicolons.csv',
    says: reading({ delimiter: 'auto' }),
    fails: ['DELIMITER_UNCLEAR', /whether "," or ";" is/],
  },
  {
    file: 'short-row-of-semicolons.csv',
    says: reading({ delimiter: ';' }),
    rows: [
      { id: '1', 'Preis, netto': '2,5', Ort: 'Ulm' },
      { id: '3', 'Preis, netto': '1,5', Ort: 'Bonn' },
    ],
    rejected: ['ROW_SHORT'],
  },
  {
    file: 'quoted-by-r.tsv',
    rows: [{ '"id"': '"1"', '"name"': '"Rome, ""x"""' }],
    warnings: ['HEADER_QUOTED'],
  },
  { file: 'quoted-by-r.tsv', says: reading({ quote: '"' }), rows: [{ id: '1', name: 'Rome, "x"' }] },
  {
    file: 'utf-8-called-windows-1252.csv',
    says: reading({ delimiter: ';', encoding: 'windows-1252' }),
    rows: [{ id: '7', Name: 'MÃ¼ller' }],
    warnings: ['ENCODING_DOUBTFUL'],
  },
  {
    file: 'excel-japanese.csv',
    says: reading({ delimiter: 'auto', encoding: 'shift_jis' }),
    rows: [{ 番号: '001', 名前: '髙橋①', 備考: 'ﾃｽﾄ～表ポ' }],
  },
  {
    file: 'excel-korean.csv',
    says: reading({ encoding: 'windows-949' }),
    fails: ['INPUT_NOT_IN_ENCODING', /not euc-kr near byte 15/],
  },
  { file: 'bcp-utf-16.csv', fails: ['INPUT_UTF16', /utf-16le/] },
  {
    file: 'bcp-utf-16.csv',
    says: reading({ delimiter: 'auto', encoding: 'utf-16le' }),
    rows: [{ Имя: 'Анна', Возраст: '7' }],
  },
  {
    file: 'rows-of-delimiters.csv',
    says: { ...reading({ delimiter: ';' }), idColumns: ['id'] },
    rows: [{ id: '1', name: 'a' }],
    rejected: ['KEY_EMPTY', 'KEY_EMPTY'],
  },
  { file: 'joined-in-other-order.csv', fails: ['HEADER_MOVED', /row 2 repeats the header/] },
  { file: 's3-error.csv', fails: ['INPUT_XML', /is XML/] },
  { file: 's3-error.csv', says: reading({ quote: 'none' }), fails: ['INPUT_XML', /is XML/] },
  { file: 'json-called.csv', fails: ['INPUT_JSON', /is JSON/] },
  {
    file: 'json-called.csv',
    says: { format: 'ndjson' },
    rows: '[{"id":1,"name":"a"},{"id":2,"name":"b"}]',
  },
  { file: 'sqlite-called.csv', fails: ['INPUT_BINARY', /zero bytes/] },
  { file: 'jq-seq.ndjson', rows: '[{"id":1},{"id":3}]', rejected: ['LINE_NOT_JSON'] },
  { file: 'dynamodb-incremental-export.json', fails: ['JSON_NOT_ARRAY', /several objects/] },
  ...(['ndjson', 'dynamodb'] as const).map(
    (format): Case => ({
      file: 'dynamodb-incremental-export.json',
      says: { format },
      fails: ['DYNAMODB_CHANGES', /incremental export/],
    }),
  ),
];
