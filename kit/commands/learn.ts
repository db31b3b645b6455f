import type { Command } from 'commander';
import { KitError } from '../errors';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { learn as guide } from '../terminal/learn';
import { output } from '../terminal/output';
import { openStageFor } from './lab';

export function learn(program: Command): void {
  program
    .command('learn')
    .description('be guided through the labs in this terminal; each save of your fix is checked')
    .option('--json', 'print the open lab as JSON, without a terminal')
    .action(({ json = false }: { json?: boolean }) =>
      learning(async () => {
        const workshop = new Workshop(ROOT);
        if (json) return output(true).data(workshop.progress);
        if (!process.stdin.isTTY || !process.stdout.isTTY) throw new KitError('NO_TERMINAL');
        await guide(workshop, openStageFor);
        process.exit(0);
      }),
    );
}
