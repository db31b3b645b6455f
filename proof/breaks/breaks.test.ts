import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { broken } from '../../kit/labs/break';
import { type Copy, copyCheckout } from '../../test/support/copy';
import type { JestResults } from '../catalogue/results';
import { BREAKS, type Break } from './breaks';

/** The time that a catalogue test waits for a fact. Nothing else uses the engine. */
const DEADLINE_MS = 120_000;

/** The fastest engine to start and stop. */
const ENGINE = 'ministack';

let copy: Copy;
beforeAll(async () => {
  copy = await copyCheckout(ENGINE);
  await copy.done('make start');
});
afterAll(() => copy?.end());

/** Runs the catalogue tests with a name, and returns their results. */
async function runCatalogue(name: string) {
  const { output } = await copy.sh(
    `rm -f results.json
    CATALOGUE_DEADLINE_MS=${DEADLINE_MS} npx jest --selectProjects faults -t '${name}' --json --outputFile=results.json`,
    800_000,
  );
  let results: JestResults;
  try {
    results = JSON.parse(readFileSync(path.join(copy.folder, 'results.json'), 'utf8'));
  } catch {
    throw new Error(`the catalogue did not run:\n${output}`);
  }
  return results.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed');
}

/** Calls `run` while the code that keeps the promise is removed. */
async function without<T>(place: Break, run: () => Promise<T>): Promise<T> {
  const there = path.join(copy.folder, place.file);
  const code = readFileSync(there, 'utf8');
  writeFileSync(there, broken(place, () => code)[place.file] ?? '');
  try {
    return await run();
  } finally {
    writeFileSync(there, code);
  }
}

test('all promises are kept when no code is removed', async () => {
  const tests = await runCatalogue('^#');
  expect(tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)).toEqual([]);
  expect(tests).toHaveLength(BREAKS.length);
});

for (const broken of BREAKS) {
  test(`#${broken.promise} is broken when ${broken.when}, and its test sees it`, async () => {
    const tests = await without(broken, () => runCatalogue(`^#${broken.promise} `));
    expect(tests.map(({ status }) => status)).toEqual(['failed']);
    const [why = ''] = tests[0]?.failureMessages ?? [];
    process.stderr.write(`#${broken.promise}: ${firstLines(why)}\n`);
  });
}

/** Returns what a failed test expected and received. */
function firstLines(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(0, 12).join('\n    ');
}
