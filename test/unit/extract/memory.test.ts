import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { extract, memoryFor } from '../../../src/extract/extract';
import { Workflow } from '../../support/job';
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

/** Extracts one of the files of job-process.ts in a process that has the heap of a 512 MB function. */
async function taken(file: string): Promise<Taken> {
  const args = ['--max-old-space-size=460', '--expose-gc', outfile, file];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 100_000 });
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

  test('with ten gzipped files in a batch, whatever they are called: two are worked on at a time', async () => {
    const flow = new Workflow();
    const memory = memoryFor(flow.part);
    let [open, most] = [0, 0];
    const opening = flow.input.open.bind(flow.input);
    flow.input.open = async (key) => {
      most = Math.max(most, ++open);
      const object = await opening(key);
      const close = () => {
        object?.close();
        open--;
      };
      return object && { ...object, close };
    };
    const extracted = Array.from({ length: 10 }, async (_, i) => {
      flow.input.give(`${i}.ndjson`, gzipSync(`{"id":${i}}\n`));
      const limits = { part: flow.part, job: flow.limits, memory };
      const hold = { owner: String(i), until: Date.now() + 60_000, deadline: Date.now() + 60_000 };
      return extract(flow.request(`${i}.ndjson`), flow, limits, hold);
    });
    expect((await Promise.all(extracted)).map(({ rows }) => rows)).toEqual(Array(10).fill(1));
    expect(most).toBe(2);
  });
});
