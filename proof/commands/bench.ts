import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { KitError } from '../../kit/errors';
import { engine, ROOT } from '../../kit/session';
import { positive } from '../../kit/terminal/options';
import { output } from '../../kit/terminal/output';
import { step } from '../../kit/terminal/progress';
import { benchmarks } from '../bench/benchmarks/index';
import type { Benchmark, Scale } from '../bench/figure';
import { machine } from '../bench/machine';
import { cellsOf, pageOf, plotName, shortPageOf } from '../bench/page';
import { plot } from '../bench/plot';
import { type Measured, readResults, writeResults } from '../bench/results';

export function bench(program: Command): void {
  program
    .command('bench')
    .description('run every benchmark and write docs/internals/performance.md and performance/figures.md')
    .option('--only <names>', `some of ${benchmarks.map(({ name }) => name).join(', ')}, with commas between`)
    .addOption(new Option('--size <size>', 'small writes nothing').choices(['small', 'full']).default('full'))
    .option('--runs <runs>', 'how often', positive, 5)
    .option('--json', 'print JSON')
    .action(async ({ only, json = false, ...scale }: Scale & { only?: string; json?: boolean }) => {
      const out = output(json);
      const all: Measured[] = [];
      for (const benchmark of chosen(only)) {
        const measured = await measure(benchmark, scale);
        all.push(measured);
        out.line(`\n${benchmark.title}${measured.engine ? `, on ${measured.engine}` : ''}`);
        out.table(['', 'median', 'least to most', 'runs', 'goal', ''], measured.figures.map(cellsOf));
        // Each result is written at once, so a failure of a later benchmark does not lose earlier results.
        if (scale.size === 'full') await write(measured);
      }
      out.data(all);
      if (scale.size === 'full')
        out.line(
          '\nWritten to docs/internals/performance.md, docs/internals/performance/ and proof/bench/results/.',
        );
    });
}

/** @throws KitError `UNKNOWN_BENCHMARK` */
function chosen(only: string | undefined): readonly Benchmark[] {
  const names = only?.split(',').map((name) => name.trim());
  const unknown = names?.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name)) ?? [];
  if (unknown.length === 0) return benchmarks.filter(({ name }) => names?.includes(name) ?? true);
  throw new KitError('UNKNOWN_BENCHMARK', {
    names: unknown.join(' or '),
    benchmarks: benchmarks.map(({ name }) => name).join(', '),
  });
}

async function measure(benchmark: Benchmark, scale: Scale): Promise<Measured> {
  const before = machine();
  const figures = await step(benchmark.title, (report) => benchmark.measure(scale, report));
  const date = new Date().toISOString().slice(0, 10);
  const where = benchmark.onEngine ? { engine: (await engine()).engine.name } : {};
  return { benchmark: benchmark.name, ...where, date, machine: before, figures };
}

async function write(measured: Measured): Promise<void> {
  const folder = path.join(ROOT, 'docs', 'internals', 'performance');
  const page = path.join(folder, 'figures.md');
  mkdirSync(folder, { recursive: true });
  writeResults(ROOT, measured.date, [measured]);
  const title = benchmarks.find(({ name }) => name === measured.benchmark)?.title ?? '';
  const plotted = measured.figures.filter((figure) => figure.plotted);
  writeFileSync(path.join(folder, plotName(measured)), await plot(title, plotted));
  writeFileSync(
    page,
    pageOf(benchmarks, readResults(ROOT), existsSync(page) ? readFileSync(page, 'utf8') : ''),
  );
  writeFileSync(`${folder}.md`, shortPageOf(readResults(ROOT)));
}
