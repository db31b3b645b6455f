import type { Command } from 'commander';
import { LAB_STAGE, requireEngine } from '../labs/on-stage';
import { Workshop } from '../labs/workshop';
import { ROOT } from '../session';
import { learning } from '../terminal/lab';
import { show } from '../terminal/learner';
import { positive } from '../terminal/options';
import { output } from '../terminal/output';
import { installEngine } from './install';
import { startEngine } from './start';

export function lab(program: Command): void {
  program
    .command('lab [n]')
    .description('begin the next lab, or the one with this number: see it work, and predict')
    .option('--seed <n>', 'the break of a lab that has several; a random one when missing', positive)
    .option('--json', 'print JSON')
    .action((number: string | undefined, { seed, json = false }: { seed?: number; json?: boolean }) =>
      learning(async () => {
        const { opened, putBack } = new Workshop(ROOT).begin(number, seed);
        await requireEngine(opened.lab);
        await installEngine();
        process.env.STAGE = LAB_STAGE;
        await show(opened, await startEngine(), putBack, output(json));
      }),
    );
}
