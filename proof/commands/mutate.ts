import type { Command } from 'commander';
import { runTool } from '../tool';

export function mutate(program: Command): void {
  program
    .command('mutate')
    .description('make small changes in src/, and show which ones no unit or contract test notices')
    .option('--only <files>', 'change these files alone, such as src/row/keys.ts')
    .action(({ only }: { only?: string }) =>
      runTool('tsx', ['proof/mutation/main.ts', ...(only ? ['--mutate', only] : [])]),
    );
}
