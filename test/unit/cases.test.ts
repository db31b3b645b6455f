import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { JobRequest } from '../../src/ledger/job';
import { Workflow } from '../support/job';

const FOLDER = path.resolve(__dirname, '../cases');

/** The outcome of a file of test/cases/. */
interface Case {
  readonly file: string;
  /** What its message says about it. */
  readonly says?: Partial<JobRequest>;
  /** The rows in the table, in file order. */
  readonly rows?: readonly Record<string, unknown>[];
  /** The codes of the rows that are rejected, in file order. */
  readonly rejected?: readonly string[];
  readonly warnings?: readonly string[];
  /** The code with which the job fails, and what its message says. */
  readonly fails?: readonly [code: string, message: RegExp];
}

const CELLS: readonly Case[] = [
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
  {
    file: 'id-not-unique.csv',
    rows: [
      { id: '0', ts: '297', v: '594' },
      { id: '1', ts: '298', v: '596' },
      { id: '2', ts: '299', v: '598' },
    ],
    warnings: ['ID_NOT_UNIQUE'],
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

const JSON_TEXTS: readonly Case[] = [];

const CASES = [...CELLS, ...JSON_TEXTS];

test.each(CASES)('$file, sent with $says', async (one) => {
  const { file, says = {}, rows = [], rejected = [], warnings = [], fails } = one;
  const flow = new Workflow(7);
  const dataset = 'cases';
  const extracting = flow.extract(file, readFileSync(path.join(FOLDER, file)), { dataset, ...says });
  if (fails) {
    const [code, message] = fails;
    await expect(extracting).rejects.toMatchObject({
      ...{ name: 'PermanentFailure', code, message: expect.stringMatching(message) },
    });
    expect(flow.csv.keys).toEqual([]);
    return;
  }
  await extracting;
  await flow.loadAll();
  expect(flow.records.rows).toEqual(rows);
  expect(flow.rejects.map(({ code }) => code)).toEqual(rejected);
  expect((flow.ledger.jobs[0]?.warnings ?? []).map(({ code }) => code)).toEqual(warnings);
});

test('every file of test/cases is in the table', () => {
  const files = new Set(CASES.map(({ file }) => file));
  expect(readdirSync(FOLDER).filter((file) => !files.has(file))).toEqual([]);
});
