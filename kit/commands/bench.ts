import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { claims } from '../../bench/claims';
import type { Claim, Scale } from '../../bench/figure';
import { machine } from '../../bench/machine';
import { cellsOf, pageOf, plotName } from '../../bench/page';
import { plot } from '../../bench/plot';
import { type Measured, readResults, writeResults } from '../../bench/results';
import { KitError } from '../errors';
import { engine, ROOT } from '../session';
import { positive } from '../terminal/options';
import { output } from '../terminal/output';
import { step } from '../terminal/progress';

export function bench(program: Command): void {
  program
    .command('bench')
    .description('measure every claim, and write docs/performance.md')
    .option('--only <names>', `some of ${claims.map(({ name }) => name).join(', ')}, with commas between`)
    .addOption(new Option('--size <size>', 'small writes nothing').choices(['small', 'full']).default('full'))
    .option('--runs <runs>', 'how often', positive, 5)
    .option('--json', 'print JSON')
    .action(async ({ only, json = false, ...scale }: Scale & { only?: string; json?: boolean }) => {
      const out = output(json);
      const all: Measured[] = [];
      for (const claim of chosen(only)) {
        const measured = await measure(claim, scale);
        all.push(measured);
        out.line(`\n${claim.title}${measured.engine ? `, on ${measured.engine}` : ''}`);
        out.table(['', 'median', 'least to most', 'runs', 'goal', ''], measured.figures.map(cellsOf));
        // One at a time: a later claim that fails takes nothing of the earlier ones with it.
        if (scale.size === 'full') await write(measured);
      }
      out.data(all);
      if (scale.size === 'full') out.line('\nWritten to docs/performance.md and bench/results/.');
    });
}

/** @throws KitError `UNKNOWN_CLAIM` */
function chosen(only: string | undefined): readonly Claim[] {
  const names = only?.split(',').map((name) => name.trim());
  const unknown = names?.filter((name) => !claims.some((claim) => claim.name === name)) ?? [];
  if (unknown.length === 0) return claims.filter(({ name }) => names?.includes(name) ?? true);
  throw new KitError({
    code: 'UNKNOWN_CLAIM',
    message: `There is no benchmark called ${unknown.join(' or ')}.`,
    fix: `ONLY= takes some of ${claims.map(({ name }) => name).join(', ')}.`,
  });
}

async function measure(claim: Claim, scale: Scale): Promise<Measured> {
  const before = machine();
  const figures = await step(claim.title, (report) => claim.measure(scale, report));
  const date = new Date().toISOString().slice(0, 10);
  const where = claim.onEngine ? { engine: (await engine()).engine.name } : {};
  return { claim: claim.name, ...where, date, machine: before, figures };
}

async function write(measured: Measured): Promise<void> {
  const folder = path.join(ROOT, 'docs', 'performance');
  const page = path.join(ROOT, 'docs', 'performance.md');
  mkdirSync(folder, { recursive: true });
  writeResults(ROOT, measured.date, [measured]);
  const title = claims.find(({ name }) => name === measured.claim)?.title ?? '';
  const plotted = measured.figures.filter((figure) => figure.plotted);
  writeFileSync(path.join(folder, plotName(measured)), await plot(title, plotted));
  writeFileSync(page, pageOf(claims, readResults(ROOT), existsSync(page) ? readFileSync(page, 'utf8') : ''));
}
