import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../kit/session';
import { type FormatName, formats } from '../../../src/formats/registry';
import { outcomes } from '../../../test/support/rows';
import { benchmarks } from '../../bench/benchmarks/index';
import { type Benchmark, isMet, median, ratio } from '../../bench/figure';
import { rowOf, rowsFor, textOf } from '../../bench/input';
import { cellsOf, pageOf, shortPageOf } from '../../bench/page';
import { type Measured, readResults } from '../../bench/results';

const BENCHMARK: Benchmark = {
  ...{ name: 'speed', title: 'It is fast', about: 'Against the clock.', onEngine: true },
  measure: async () => [],
};
const MACHINE = { cpu: 'a cpu', cores: 2, memoryGiB: 8, os: 'an os', node: 'v20', load: 0.1, commit: 'abc' };
const FIGURE = { name: 'over', unit: '×', values: [0.5, 2, 1], goal: { atLeast: 1 }, plotted: true };
const MEASURED: Measured = {
  benchmark: 'speed',
  engine: 'one',
  date: '2026-01-02',
  machine: MACHINE,
  figures: [FIGURE],
};

test('A figure has the median of its runs, the least and the most, and whether its goal is met', () => {
  expect(cellsOf(FIGURE)).toEqual(['over', '1.00 ×', '0.500 to 2.00', '3', '≥ 1', 'met']);
  expect(cellsOf({ ...FIGURE, values: [0.9] })).toEqual(['over', '0.900 ×', '', '1', '≥ 1', '**not met**']);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(isMet({ ...FIGURE, goal: { atMost: 0.9 } })).toBe(false);
  expect(isMet({ name: 'n', unit: 'ms', values: [1] })).toBeUndefined();
});

test('A ratio is calculated for each run, so that common slowdowns cancel out', () => {
  expect(ratio([10, 1], [5, 0.5])).toEqual([2, 2]);
});

test('The page has each benchmark with its figures per engine and the machine, and keeps its hand-written part', () => {
  const first = pageOf([BENCHMARK], [], '');
  expect(first).toContain('## It is fast\n\nAgainst the clock.\n\nNot measured yet.\n');
  const byHand = `${first}\nOne step, and what it brought.\n`;
  const page = pageOf([BENCHMARK], [MEASURED], byHand);
  expect(page).toContain('| speed | one | over | 1.00 × | ≥ 1 | met |');
  expect(page).toContain('### On one\n\n![](speed-one.svg)\n');
  expect(page).toContain('| over | 1.00 × | 0.500 to 2.00 | 3 | ≥ 1 | met |');
  expect(page).toContain('2026-01-02, commit abc: a cpu, 2 cores');
  expect(page.endsWith('\nOne step, and what it brought.\n')).toBe(true);
  expect(pageOf([BENCHMARK], [MEASURED], page)).toBe(page);
});

test('The short page has the figure of each benchmark that is furthest from its goal', () => {
  const slow = { name: 'start', unit: 'ms', values: [300], goal: { atMost: 150 } };
  const page = shortPageOf([{ ...MEASURED, figures: [FIGURE, slow] }]);
  expect(page).toContain('| speed | one | start | 300 ms | ≤ 150 | **not met** |');
  expect(page).not.toContain('| over |');
});

test('docs/internals/performance.md has at most 30 lines, and matches the results as all figures do', () => {
  const internals = path.join(ROOT, 'docs', 'internals');
  const short = readFileSync(path.join(internals, 'performance.md'), 'utf8');
  expect(short).toBe(shortPageOf(readResults(ROOT)));
  expect(short.trimEnd().split('\n').length).toBeLessThanOrEqual(30);
  const all = readFileSync(path.join(internals, 'performance', 'figures.md'), 'utf8');
  expect(all).toBe(pageOf(benchmarks, readResults(ROOT), all));
});

test('A plot names every figure, and marks the goal', async () => {
  // Jest does not load the ES modules that draw; `./sluice bench` does.
  const figures = [FIGURE, { name: 'without a goal', unit: '×', values: [1] }];
  const script = `import { plot } from './proof/bench/plot';
    plot('It is fast', ${JSON.stringify(figures)}).then((svg) => process.stdout.write(svg));`;
  const tsx = path.join(ROOT, 'node_modules', '.bin', 'tsx');
  const { stdout: svg } = await promisify(execFile)(tsx, ['-e', script], { cwd: ROOT });
  expect(svg).toMatch(/^<svg /);
  for (const text of ['It is fast', 'over', 'without a goal', '#c0392b']) expect(svg).toContain(text);
});

test('Benchmarks have unique names for --only', () => {
  expect(new Set(benchmarks.map(({ name }) => name)).size).toBe(benchmarks.length);
});

test.each(['json', 'ndjson', 'csv'] satisfies FormatName[])(
  'A generated %s file has the requested rows, unchanged',
  async (format) => {
    const rows = await outcomes(formats[format], [...textOf(format, 2500)].join(''));
    expect(rows).toHaveLength(2500);
    const last = rowOf(2499);
    expect(rows.at(-1)).toEqual(
      format !== 'csv'
        ? last
        : Object.fromEntries(
            Object.entries(last).map(([name, value]) => [
              name,
              value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value),
            ]),
          ),
    );
  },
);

test('a file has about the requested number of bytes', () => {
  for (const format of ['json', 'ndjson', 'csv'] as const) {
    const bytes = [...textOf(format, rowsFor(format, 1_000_000))].join('').length;
    expect(bytes / 1_000_000).toBeCloseTo(1, 1);
  }
});
