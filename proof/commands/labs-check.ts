import type { Command } from 'commander';
import { installEngine } from '../../kit/commands/install';
import { KitError } from '../../kit/errors';
import { labOf, readLabs } from '../../kit/labs/labs';
import { Workshop } from '../../kit/labs/workshop';
import { engine, ROOT } from '../../kit/session';
import { positive } from '../../kit/terminal/options';
import { note, output } from '../../kit/terminal/output';
import { step } from '../../kit/terminal/progress';
import { green, red } from '../../kit/terminal/style';
import { proveInCopies } from '../labs/copies';

interface Flags {
  n?: number[];
  times?: number;
  json?: boolean;
}

export function labsCheck(program: Command): void {
  program
    .command('labs-check')
    .description('prove each lab in two copies of the checkout: its break, its solution, its wrong fixes')
    .option('--n <numbers>', 'only these labs: 2 or 2,4', (text) => text.split(',').map(positive))
    .option('--times <n>', 'n times in a row', positive)
    .option('--json', 'print JSON')
    .action(async ({ n, times = 1, json = false }: Flags) => {
      const { open } = new Workshop(ROOT);
      if (open) throw new KitError('LAB_OPEN', { number: open.lab.number });
      const chosen = await engine();
      const { name } = chosen.engine;
      const all = readLabs(ROOT);
      const labs = n ? n.map((number) => labOf(all, String(number))) : all;
      const out = output(json);
      await installEngine(chosen); // The copies share it.
      const proven = await step(`Proving on ${name}`, (report) =>
        proveInCopies(name, labs, times, {
          working: (labs) => report(labs.join(', ')),
          proven: ({ ok, lab, state, said }) => {
            if (!ok) note(`${red('✘')} ${lab} ${state}: ${said}`);
          },
          ended: ({ name }, states, seconds) => {
            const good = states.every(({ ok }) => ok) ? green('✔') : red('✘');
            note(`${good} ${name}: ${states.length} states in ${Math.round(seconds)} s`);
          },
        }),
      );
      out.data({ engine: name, proven });
      out.line();
      out.table(
        ['lab', 'state', '', 'seconds', 'what the check said'],
        proven.map(({ lab, state, ok, said, seconds }) => [
          ...[lab, state, ok ? green('✔') : red('✘'), Math.round(seconds)],
          said,
        ]),
      );
      const wrong = proven.filter(({ ok }) => !ok);
      // Once more, where the reader of a long log looks first.
      for (const { lab, state, said } of wrong) out.line(`${red('✘')} ${lab} ${state}: ${said}`);
      if (wrong.length > 0) throw new KitError('LABS_UNPROVEN', { count: wrong.length });
      out.line(`\n${green('✔')} ${proven.length} states are as they must be`);
    });
}
