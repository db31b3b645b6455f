import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseJson } from '../../src/row/value';
import { pipeline } from '../../src/step';
import type { Case } from '../support/cases/case';
import { CELLS } from '../support/cases/cells';
import { EXPORTS } from '../support/cases/exports';
import { REPORTED } from '../support/cases/reported';
import { Workflow } from '../support/job';

const FOLDER = path.resolve(__dirname, '../cases');
const CASES = [...CELLS, ...EXPORTS, ...REPORTED];

test.each(CASES.map((one) => [`${one.file} ${JSON.stringify(one.says ?? {})}`, one] as const))(
  '%s',
  async (_, one: Case) => {
    const { file, says, own, rows = [], rejected = [], superseded = 0, warnings = [], fails } = one;
    const flow = new Workflow(7);
    const dataset = 'cases';
    if (own) flow.pipeline = pipeline({ version: 1, datasets: { [dataset]: own } });
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
    const loaded = await flow.loadAll();
    expect(flow.records.rows).toEqual(typeof rows === 'string' ? parseJson(rows) : rows);
    expect(flow.rejects.map(({ code }) => code)).toEqual(rejected);
    const counts = loaded.map((part) => (part.outcome === 'loaded' ? part.counts.superseded : Number.NaN));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(superseded);
    expect((flow.ledger.jobs[0]?.warnings ?? []).map(({ code }) => code)).toEqual(warnings);
  },
);

test('every file of test/cases is in the table', () => {
  const files = new Set(CASES.map(({ file }) => file));
  expect(readdirSync(FOLDER).filter((file) => !files.has(file))).toEqual([]);
});

const fields = (first: number, count: number, of: number, step = 37) =>
  Object.fromEntries(Array.from({ length: count }, (_, j) => [`k${(first * 7 + j * step) % of}`, 1]));
const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const SPARSE = numbers(2000).map((id) => ({ id, ...fields(id, 1, 400) }));
const EVENTS = numbers(2000).map((id) => ({ id, ...fields(id, 20, 800) }));
const survey = (cell: string) => ({
  text: `id,${numbers(300).map((i) => `c${i}`)}\n${numbers(500)
    .map((id) => `${id}${`,${cell}`.repeat(300)}\n`)
    .join('')}`,
  rows: numbers(500).map((id) => ({
    id: `${id}`,
    ...Object.fromEntries(numbers(300).map((i) => [`c${i}`, cell])),
  })),
});

test.each([
  ['rows with one of many fields each', 'm.ndjson', { text: lines(SPARSE), rows: SPARSE }],
  ['events with twenty of many fields each', 'm.ndjson', { text: lines(EVENTS), rows: EVENTS }],
  ['a wide CSV of empty cells', 'm.csv', survey('')],
  ['a wide CSV of zeros', 'm.csv', survey('0')],
] as const)('%s: all rows land, in parts of a limited number of cells', async (_, key, { text, rows }) => {
  const flow = new Workflow(65_536);
  flow.part = { rows: 25_000, chars: 8_000_000, cells: 50_000 };
  const { parts = 0 } = await flow.extract(key, text);
  await flow.loadAll();
  expect(parts).toBeGreaterThanOrEqual(3);
  for (const csv of flow.csv.keys.filter((name) => name.endsWith('.csv'))) {
    const [header = '', ...cells] = flow.csv.text(csv).trimEnd().split('\n');
    expect(header.split(',').length * cells.length).toBeLessThanOrEqual(50_000 + header.split(',').length);
  }
  expect(flow.records.rows).toEqual(rows);
});
