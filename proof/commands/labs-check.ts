import type { Command } from 'commander';
import { KitError } from '../../kit/errors';
import { labOf, readLabs } from '../../kit/labs/labs';
import { Workshop } from '../../kit/labs/workshop';
import { engine, ROOT } from '../../kit/session';
import { positive } from '../../kit/terminal/options';
import { output } from '../../kit/terminal/output';
import { step } from '../../kit/terminal/progress';
import { green, red } from '../../kit/terminal/style';
import { type Copy, copyCheckout } from '../../test/support/copy';
import type { Proven } from '../labs/prove';

/** One lab: at most ten states, of which each waits for facts with deadlines. */
const LAB_MS = 600_000;

interface Flags {
  n?: number;
  times?: number;
  json?: boolean;
}

export function labsCheck(program: Command): void {
  program
    .command('labs-check')
    .description('prove each lab in a copy of the checkout: its break, its solution, its wrong fixes')
    .option('--n <number>', 'only this lab', positive)
    .option('--times <n>', 'n times in a row', positive)
    .option('--json', 'print JSON')
    .action(async ({ n, times = 1, json = false }: Flags) => {
      const { open } = new Workshop(ROOT);
      if (open) throw new KitError('LAB_OPEN', { number: open.lab.number });
      const { engine: chosen } = await engine();
      const all = readLabs(ROOT);
      const labs = n === undefined ? all : [labOf(all, String(n))];
      const out = output(json);
      const proven: Proven[] = [];
      const copy = await copyCheckout(chosen.name);
      try {
        await step(`Starting ${chosen.name} in a copy of the checkout`, () => copy.done('make start'));
        for (let time = 1; time <= times; time++) {
          for (const lab of labs) {
            const found = await step(`Lab ${lab.number}: ${lab.title}`, () => prove(copy, lab.number));
            proven.push(...found);
            for (const one of found.filter(({ ok }) => !ok))
              out.line(`${red('✘')} ${one.lab} ${one.state}: ${one.said}`);
          }
        }
      } finally {
        await copy.end();
      }
      out.data({ engine: chosen.name, proven });
      out.line();
      out.table(
        ['lab', 'state', '', 'seconds', 'what the check said'],
        proven.map(({ lab, state, ok, said, seconds }) => [
          ...[lab, state, ok ? green('✔') : red('✘'), Math.round(seconds)],
          said,
        ]),
      );
      const wrong = proven.filter(({ ok }) => !ok);
      if (wrong.length > 0) throw new KitError('LABS_UNPROVEN', { count: wrong.length });
      out.line(`\n${green('✔')} ${proven.length} states are as they must be`);
    });
}

/** Proves a lab in the copy. @throws Error with its output when it did not get to its end */
async function prove(copy: Copy, number: number): Promise<Proven[]> {
  const printed = await copy.done(`node --require ./kit/typescript.js proof/labs/prove.ts ${number}`, LAB_MS);
  return printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Proven);
}
