import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../kit/session';
import { cost, costTables, course, type Job, LIMITS, type Measures, writeSeconds } from '../../bench/cost';

// Round numbers: load has half a processor, so a row takes 10 µs in extract and 200 µs in load.
const MEASURES: Measures = { extractMicros: 10, loadMicros: 100, processorShare: 0.5, batchMs: 20 };
const ONE_FILE: Job = { rows: 1_000_000, files: 1, rowBytes: 200, itemBytes: 300 };

test('docs/internals/cost.md has the tables of the model', () => {
  expect(readFileSync(path.join(ROOT, 'docs', 'internals', 'cost.md'), 'utf8')).toContain(costTables());
});

test('A million rows of up to 1 KB are a million write units, besides the ledger’s; of 1.1 KB they are two million', () => {
  expect(cost(ONE_FILE, MEASURES).once.writes).toBeCloseTo((1_000_000 + 40 + 2) * 0.625e-6, 6);
  const larger = cost({ ...ONE_FILE, itemBytes: 1100 }, MEASURES);
  expect(larger.once.writes).toBeCloseTo((2_000_000 + 40 + 2) * 0.625e-6, 6);
});

test('A part ends at 25,000 rows or at 8 MiB, whichever comes first, and each file has its own parts', () => {
  expect(course(ONE_FILE, MEASURES).parts).toBe(40);
  expect(course({ ...ONE_FILE, rowBytes: 1024 }, MEASURES).parts).toBe(Math.ceil(1_000_000 / 8192));
  expect(course({ ...ONE_FILE, files: 1000 }, MEASURES).parts).toBe(1000);
});

test('One file is loaded after it was read; many files are loaded while others are read, ten at once', () => {
  const one = course(ONE_FILE, MEASURES, LIMITS.tableWrites);
  expect(one.extracting).toBeCloseTo(10);
  expect(one.seconds).toBeCloseTo(10 + one.writing);
  const many = course({ ...ONE_FILE, files: 100 }, MEASURES, LIMITS.tableWrites);
  expect(many.extracting).toBeCloseTo(1);
  expect(many.seconds).toBeCloseTo(many.writing);
});

test('Loading takes as long as its own work or as eight writers that wait for their batches, whichever is slower', () => {
  expect(course(ONE_FILE, MEASURES).loadSeconds).toBeCloseTo(200);
  expect(course(ONE_FILE, { ...MEASURES, batchMs: 100 }).loadSeconds).toBeCloseTo(1_000_000 / 25 / 8 / 10);
});

test('A new table accepts 4,000 units per second, twice as many every half hour, up to 40,000', () => {
  expect(writeSeconds(4000 * 60, 4000)).toBeCloseTo(60);
  expect(writeSeconds(4000 * 1800 + 8000 * 60, 4000)).toBeCloseTo(1860);
  const rising = (4000 + 8000 + 16_000 + 32_000) * 1800;
  expect(writeSeconds(rising + 40_000, 4000)).toBeCloseTo(4 * 1800 + 1);
  expect(writeSeconds(40_000, 40_000)).toBeCloseTo(1);
});

test('Functions that wait for the table cost money', () => {
  const job = { ...ONE_FILE, files: 1000 };
  const warm = cost(job, MEASURES, LIMITS.tableWrites).once;
  const cold = cost(job, MEASURES, LIMITS.newTableWrites).once;
  // Ten seconds of extract, and a thousand loads of 0.5 GB for as long as the table needs.
  const gbSeconds = 10 * (1769 / 1024) + 1000 * 25.075 * 0.5;
  expect(warm.lambda).toBeCloseTo(gbSeconds * 0.0000166667 + 2000 * 0.2e-6, 4);
  expect(cold.lambda / warm.lambda).toBeGreaterThan(9);
  expect(cold.writes).toBe(warm.writes);
});

test('If the table needs more than six hours for one burst, the last events are too old', () => {
  const job = { ...ONE_FILE, rows: 1_000_000_000 };
  expect(course(job, MEASURES).longestWait).toBeGreaterThan(LIMITS.eventAge);
  expect(course({ ...job, rows: 100_000_000 }, MEASURES).longestWait).toBeLessThan(LIMITS.eventAge);
});

test('Stored data costs money each month: the table, with 100 bytes more per item, the input and its parts', () => {
  const gib = 2 ** 30;
  const job = { rows: gib, files: 1, rowBytes: 10, itemBytes: 100 };
  expect(cost(job, MEASURES).monthly).toBeCloseTo(200 * 0.25 + 20 * 0.023, 6);
});
