import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keys } from '../../../src/row/keys';

// A separate temporary folder, because other suites make and remove files in the common one.
const common = process.env.TMPDIR;
const folder = mkdtempSync(join(tmpdir(), 'sluice-keys-test-'));
beforeAll(() => {
  process.env.TMPDIR = folder;
});
afterAll(() => {
  if (common === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = common;
  rmSync(folder, { recursive: true });
});

const leftOver = () => readdirSync(folder);

/** Returns the rows whose key is repeated later, by a simple algorithm. */
function expected(keys: string[]): number[] {
  const last = new Map(keys.map((key, i) => [key, i + 1]));
  return keys.flatMap((key, i) => (last.get(key) === i + 1 ? [] : [i + 1]));
}

function found(all: string[]): number[] {
  const keys = new Keys();
  for (const [i, key] of all.entries()) keys.add(key, i + 1);
  const superseded = keys.superseded();
  return all.flatMap((_, i) => (superseded.has(i + 1) ? [i + 1] : []));
}

describe('The rows that are superseded', () => {
  test('are those whose key is repeated later', () => {
    expect(found(['a', 'b', 'a', 'c', 'a', 'b'])).toEqual([1, 2, 3]);
    expect(found([])).toEqual([]);
  });

  test('are found exactly even when the keys do not fit in memory', () => {
    // Keys that are repeated before the limit of 50,000, after it, and across it.
    const all = Array.from({ length: 120_000 }, (_, i) => `k${i % 7 === 0 ? i % 1001 : i}`);
    expect(new Set(all).size).toBeGreaterThan(50_000);
    expect(found(all)).toEqual(expected(all));
    expect(leftOver()).toEqual([]);
  });

  test('are found exactly even when long keys do not fit in memory', () => {
    const make = jest.spyOn(fs, 'mkdtempSync');
    const all = Array.from({ length: 3000 }, (_, i) => `${'k'.repeat(2000)}${i % 2500}`);
    expect(found(all)).toEqual(expected(all));
    expect(make).toHaveBeenCalledTimes(1);
    make.mockRestore();
  });

  test('leave no file behind, even when the job stops early', () => {
    const keys = new Keys();
    for (let row = 1; row <= 60_000; row++) keys.add(`k${row}`, row);
    expect(leftOver()).toEqual([]);
    keys.close();
    keys.close();
  });
});
