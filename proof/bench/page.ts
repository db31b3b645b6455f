import { type Benchmark, type Figure, isMet, median } from './figure';
import type { Machine } from './machine';
import type { Measured } from './results';

/** Everything from here on is written by hand, and stays as it is. */
const BY_HAND = '## What was changed, and what it brought';

/** The name of a measured benchmark's plot, in docs/internals/performance/. */
export function plotName({ benchmark, engine }: Pick<Measured, 'benchmark' | 'engine'>): string {
  return `${benchmark}${engine ? `-${engine}` : ''}.svg`;
}

/**
 * The Markdown of docs/internals/performance.md: for each benchmark how it is measured, and for each engine the figures.
 * @param before the page as it is: what is written by hand is kept
 */
export function pageOf(
  benchmarks: readonly Benchmark[],
  results: readonly Measured[],
  before: string,
): string {
  const at = before.indexOf(BY_HAND);
  return [
    '# How fast it is',
    '',
    'Made by `./sluice bench`, but for the last section. Every figure is of several runs; what is compared was measured side by',
    'side in one run, and its ratio was taken run by run. In the plots a bar is the median, the dark line goes from the least',
    'to the most, and the red mark is the goal. `./sluice bench --only cpu,memory --runs 3` measures some of it, and `--size small`',
    'shows in a moment that it works, and writes nothing. What a run on AWS costs, and how long it takes there, is in',
    '[cost.md](cost.md).',
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
    measured.figures
      .filter((figure) => figure.goal)
      .map((figure) => {
        const [name, middle, , , goal, met] = cellsOf(figure);
        return `| ${measured.benchmark} | ${measured.engine ?? ''} | ${name} | ${middle} | ${goal} | ${met} |`;
      }),
  );
  return [
    '## In short',
    '',
    '| Benchmark | Engine | | Median | Goal | |',
    '| --- | --- | --- | ---: | ---: | --- |',
    ...rows,
    '',
  ];
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
    `![](performance/${plotName(measured)})`,
    '',
    '| | median | least to most | runs | goal | |',
    '|---|---:|---:|---:|---:|---|',
    ...figures.map((figure) => `| ${cellsOf(figure).join(' | ')} |`),
    '',
    `${date}, commit ${machine.commit}: ${describe(machine)}`,
    '',
  ];
}

/** A figure as cells: name, median, least to most, runs, goal, whether it is met. */
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

/** Three digits that count. */
function number(value: number): string {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
