import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { Taken } from '../../support/job-process';

const MB = 1e6;
const folder = mkdtempSync(path.join(tmpdir(), 'sluice-memory-'));
const outfile = path.join(folder, 'job.js');

beforeAll(() =>
  build({
    entryPoints: [path.join(__dirname, '../../support/job-process.ts')],
    ...{ outfile, bundle: true, platform: 'node', target: 'node20', mainFields: ['module', 'main'] },
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** Extracts a file of job-process.ts in a process with the heap of a 512 MB function. */
async function taken(file: string): Promise<Taken> {
  const args = ['--max-old-space-size=460', '--expose-gc', outfile, file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 220_000 });
  return JSON.parse(stdout);
}

describe('A job stays within the memory of a function', () => {
  test.each([
    ['sparse', '25,000 rows with 500 fields, two in each row'],
    ['wide', '200 columns of one character each'],
    ['late', '2,000 columns that only the last row but one has'],
  ])('with a %s file: %s', async (file) => {
    expect((await taken(file)).peak).toBeLessThan(350 * MB);
  });

  test.each([
    ['gapped', 'a blank line after each row'],
    ['rejected', 'each second row rejected'],
    ['columns', '4,001 columns, in 80 parts'],
  ])('with a %s file: %s', async (file) => {
    expect((await taken(file)).kept).toBeLessThan(15 * MB);
  });
});
