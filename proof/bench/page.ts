import { type Benchmark, type Figure, isMet, median } from './figure';
import type { Machine } from './machine';
import type { Measured } from './results';

/** The heading of the part that is written by hand and is kept. */
const BY_HAND = '## What was changed, and what it brought';

/** The name of a measured benchmark's plot, in docs/internals/performance/. */
export function plotName({ benchmark, engine }: Pick<Measured, 'benchmark' | 'engine'>): string {
  return `${benchmark}${engine ? `-${engine}` : ''}.svg`;
}

/**
 * Returns the Markdown of docs/internals/performance.md: for each benchmark and engine, the figure that is furthest from its
 * goal, or nearest to missing it.
 */
export function shortPageOf(results: readonly Measured[]): string {
  const rows = results.flatMap((measured) => {
    const [worst] = measured.figures.filter(({ goal }) => goal).sort((a, b) => margin(a) - margin(b));
    return worst ? [goalRow(measured, worst)] : [];
  });
  return [
    '# Performance',
    '',
    '<!-- Made by `./sluice bench`. Do not edit it. -->',
    '',
    'Each benchmark has goals, set against what a simpler program or the bare engine can do. This table shows one figure for each',
    'benchmark: the one that is furthest from its goal, or nearest to missing it.',
    '',
    ...TABLE_OF_GOALS,
    ...rows,
    '',
    '[All figures](performance/figures.md) also says how each benchmark measures, on which machine, what made the code faster,',
    'and [why some goals are not met](performance/figures.md#why-some-goals-are-not-met). [cost.md](cost.md) says what a job',
    'costs on AWS and how long it takes.',
    '',
  ].join('\n');
}

/** Returns how far a figure is from its goal: below 1, the goal is not met. */
function margin({ values, goal }: Figure): number {
  if (!goal) return Number.POSITIVE_INFINITY;
  return 'atLeast' in goal ? median(values) / goal.atLeast : goal.atMost / median(values);
}

/**
 * Returns the Markdown of docs/internals/performance/figures.md: how each benchmark measures, and its figures for each engine.
 * @param before the current page, whose hand-written part is kept
 */
export function pageOf(
  benchmarks: readonly Benchmark[],
  results: readonly Measured[],
  before: string,
): string {
  const at = before.indexOf(BY_HAND);
  return [
    '# All figures',
    '',
    '`./sluice bench` generates this page, except the last section. Every figure comes from several runs. Alternatives were',
    'measured together in each run, and their ratio was calculated for each run. In the plots, a bar is the median, the dark',
    'line spans the lowest to the highest value, and the red mark is the goal. `./sluice bench --only cpu,memory --runs 3` runs',
    'some of the benchmarks. `--size small` only checks that they work, and writes nothing.',
    '',
    ...goals(results),
    ...benchmarks.flatMap((benchmark) =>
      section(
        benchmark,
        results.filter((one) => one.benchmark === benchmark.name),
      ),
    ),
    at === -1 ? `${BY_HAND}\n` : before.slice(at),
  ].join('\n');
}

/** Returns each figure that has a goal, in one table. */
function goals(results: readonly Measured[]): string[] {
  const rows = results.flatMap((measured) =>
    measured.figures.filter((figure) => figure.goal).map((figure) => goalRow(measured, figure)),
  );
  return ['## Goals', '', ...TABLE_OF_GOALS, ...rows, ''];
}

const TABLE_OF_GOALS = [
  '| Benchmark | Engine | | Median | Goal | |',
  '| --- | --- | --- | ---: | ---: | --- |',
];

function goalRow({ benchmark, engine = '' }: Measured, figure: Figure): string {
  const [name, middle, , , goal, met] = cellsOf(figure);
  return `| ${benchmark} | ${engine} | ${name} | ${middle} | ${goal} | ${met} |`;
}

function section({ title, about }: Benchmark, measured: readonly Measured[]): string[] {
  return [
    ...[`## ${title}`, '', about, ''],
    ...(measured.length === 0 ? ['Not measured yet.', ''] : measured.flatMap(table)),
  ];
}

function table(measured: Measured): string[] {
  const { figures, engine, date, machine } = measured;
  return [
    ...(engine ? [`### On ${engine}`, ''] : []),
    `![](${plotName(measured)})`,
    '',
    '| | median | least to most | runs | goal | |',
    '|---|---:|---:|---:|---:|---|',
    ...figures.map((figure) => `| ${cellsOf(figure).join(' | ')} |`),
    '',
    `${date}, commit ${machine.commit}: ${describe(machine)}`,
    '',
  ];
}

/** Returns a figure as cells: name, median, least to most, runs, goal, whether the goal is met. */
export function cellsOf(figure: Figure): string[] {
  const { name, unit, values, goal } = figure;
  const met = isMet(figure);
  const text = goal ? ('atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`) : '';
  return [
    name,
    `${number(median(values))} ${unit}`.trim(),
    values.length > 1 ? `${number(Math.min(...values))} to ${number(Math.max(...values))}` : '',
    String(values.length),
    text,
    met === undefined ? '' : met ? 'met' : '**not met**',
  ];
}

function describe({ cpu, cores, memoryGiB, os, node, load }: Machine): string {
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${os}, Node.js ${node}, load ${load} before it began.`;
}

/** Formats a number with three significant digits. */
function number(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
