import type { Command } from 'commander';
import { positive } from '../../kit/terminal/options';
import { runTool } from '../tool';

const CASES = 10_000;

interface Flags {
  cases?: number;
  seed?: number;
}

export function fuzz(program: Command): void {
  program
    .command('fuzz')
    .description('try each promise with arbitrary files and events')
    .option('--cases <n>', `how many for each promise (${CASES} by default)`, positive)
    .option('--seed <n>', 'repeat the run of this seed', positive)
    .action(({ cases = CASES, seed }: Flags) =>
      runTool('jest', ['--selectProjects', 'fuzz'], {
        CASES: String(cases),
        ...(seed ? { SEED: String(seed) } : {}),
      }),
    );
}
