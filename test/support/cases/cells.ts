import type { Case } from './case';

/** Files of cells. */
export const CELLS: readonly Case[] = [
  {
    file: 'csv-backslash-quote.csv',
    fails: ['QUOTE_AFTER_BACKSLASH', /line 2, column 7:/],
  },
  {
    file: 'csv-backslash-quote.csv',
    says: { reading: { quote: 'none' } },
    rows: [
      { id: '1', txt: '"a \\"q\\" b"' },
      { id: '2', txt: 'x' },
    ],
  },
  {
    file: 'csv-blank-lines.csv',
    rows: [
      { id: '1', name: 'a' },
      { id: '2', name: 'b' },
    ],
  },
  {
    file: 'csv-control-characters.csv',
    says: { idColumns: ['id'] },
    rows: [
      { id: '1', name: '\u001b[31mRED\u001b]0;pwned\u0007' },
      { id: '2', name: 'line1\nline2\ttab' },
      { id: '3', name: '\u001b[2J' },
    ],
    rejected: ['KEY_EMPTY'],
  },
  {
    file: 'csv-header-with-comma.csv',
    says: { idColumns: ['Last, First'] },
    rows: [
      { 'Last, First': 'x', ' age ': '1', b: '2' },
      { 'Last, First': 'y', ' age ': '2', b: '3' },
    ],
    warnings: ['HEADER_SPACES'],
  },
  {
    file: 'csv-header-with-spaces.csv',
    rows: [
      { name: 'ann', ' id': ' 7' },
      { name: 'bob', ' id': ' 8' },
    ],
    warnings: ['HEADER_SPACES'],
  },
  {
    file: 'csv-header-with-spaces.csv',
    says: { reading: { trimHeader: true } },
    rows: [
      { name: 'ann', id: ' 7' },
      { name: 'bob', id: ' 8' },
    ],
  },
  { file: 'csv-inch-mark.csv', fails: ['INVALID_OPENING_QUOTE', /line 2, column 4:/] },
  {
    file: 'csv-inch-mark.csv',
    says: { reading: { quote: 'none' } },
    rows: [
      { id: '1', size: '5" disk' },
      { id: '2', size: 'x' },
    ],
  },
  { file: 'csv-leading-blank-line.csv', rows: [{ id: '1', name: 'a' }] },
  {
    file: 'csv-pipe.csv',
    rows: [{ 'id|name': '1|a' }, { 'id|name': '2|b' }],
    warnings: ['DELIMITER_DOUBTFUL'],
  },
  ...['|', 'auto'].map((delimiter) => ({
    file: 'csv-pipe.csv',
    says: { reading: { delimiter } },
    rows: [
      { id: '1', name: 'a' },
      { id: '2', name: 'b' },
    ],
  })),
  {
    file: 'csv-semicolon-comma-in-header.csv',
    rows: [
      { 'id;Preis': '1;2', ' netto;Ort': '5;Köln' },
      { 'id;Preis': '2;3', ' netto;Ort': '5;Bonn' },
    ],
    warnings: ['DELIMITER_DOUBTFUL', 'HEADER_SPACES'],
  },
  {
    file: 'csv-semicolon-comma-in-header.csv',
    says: { reading: { delimiter: 'auto' } },
    fails: ['DELIMITER_UNCLEAR', /whether "," or ";" is/],
  },
  {
    file: 'csv-semicolon-comma-in-header.csv',
    says: { reading: { delimiter: ';' } },
    rows: [
      { id: '1', 'Preis, netto': '2,5', Ort: 'Köln' },
      { id: '2', 'Preis, netto': '3,5', Ort: 'Bonn' },
    ],
  },
  {
    file: 'csv-sep-line-comma.csv',
    rows: [
      { id: '1', name: 'a' },
      { id: '2', name: 'b' },
    ],
  },
  { file: 'csv-sep-line-semicolon.csv', rows: [{ id: '1', name: 'a' }] },
  { file: 'csv-space-before-quote.csv', fails: ['QUOTE_AFTER_SPACE', /line 1, column 9:/] },
  {
    file: 'csv-space-before-quote.csv',
    says: { reading: { quote: 'none', trimHeader: true } },
    rows: [
      { '"name"': '"Ann"', '"sex"': ' "F"', '"age"': ' 31' },
      { '"name"': '"Bob"', '"sex"': ' "M"', '"age"': ' 40' },
    ],
  },
  {
    file: 'csv-two-boms.csv',
    rows: [
      { id: '7', name: 'a' },
      { id: '8', name: 'b' },
    ],
  },
  { file: 'onlynl.csv' },
  {
    file: 'rejects.csv',
    rows: [
      { id: '1', a: 'x' },
      { id: '2', a: 'y' },
    ],
  },
  { file: 'tar-archive.tar.gz', says: { format: 'csv' }, fails: ['INPUT_TAR', /tar archive/] },
  {
    file: 'tsv-cell-begins-with-quote.tsv',
    rows: [
      { id: '1', title: '"Rome', year: '2005' },
      { id: '2', title: 'City"', year: '2006' },
      { id: '3', title: 'x', year: '2007' },
    ],
  },
  {
    file: 'tsv-cell-quoted-in-part.tsv',
    rows: [
      { id: '1', title: '"Rome" (a)', year: '2005' },
      { id: '2', title: 'x', year: '2007' },
    ],
  },
  {
    file: 'tsv-cell-quoted-in-part.tsv',
    says: { reading: { quote: '"' } },
    fails: ['CSV_INVALID_CLOSING_QUOTE', /line 2, column 8:/],
  },
  { file: 'zip-called.csv', fails: ['INPUT_XLSX', /Excel workbook/] },
];
