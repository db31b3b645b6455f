import type { Command } from 'commander';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { predict as predictOpen } from '../terminal/learner';
import { output } from '../terminal/output';
import { openStageFor } from './lab';

export function predict(program: Command): void {
  program
    .command('predict')
    .description('answer the question of the open lab, or skip it; then the lab is broken')
    .argument('[a]', 'the letter of your answer; without it, the question is skipped')
    .option('--json', 'print JSON')
    .action((answer: string | undefined, { json = false }: { json?: boolean }) =>
      learning(async () => {
        const workshop = new Workshop(ROOT);
        const session = await openStageFor(workshop.required().lab);
        await predictOpen(workshop, session, answer, output(json));
      }),
    );
}
