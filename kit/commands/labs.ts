import type { Command } from 'commander';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { output } from '../terminal/output';
import { green, yellow } from '../terminal/style';

export function labs(program: Command): void {
  program
    .command('labs')
    .description('list the labs: break the workflow, predict, see, and fix it')
    .option('--json', 'print JSON')
    .action(({ json = false }: { json?: boolean }) =>
      learning(async () => {
        const workshop = new Workshop(ROOT);
        const { open, phase, labs: done } = workshop.progress;
        const rows = workshop.labs.map(({ name, number, title, concept, minutes }) => {
          const state = done[name]?.passed ? 'done' : done[name] ? 'begun' : 'not begun';
          return { number, title, concept, minutes, state, open: name === open };
        });
        const out = output(json);
        out.data({ labs: rows, ...(open && { open, phase }) });
        out.line();
        out.table(
          ['lab', 'title', 'about', 'minutes', ''],
          rows.map(({ number, title, concept, minutes, state, open }) => [
            number,
            title,
            concept,
            minutes,
            `${state === 'done' ? green('✔ done') : state}${open ? yellow(' · open') : ''}`,
          ]),
        );
        out.line('\nThe next one, or the open one: make lab      A specific one: make lab N=2');
      }),
    );
}
