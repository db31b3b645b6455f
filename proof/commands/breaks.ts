import type { Command } from 'commander';
import { runTool } from '../tool';

export function breaks(program: Command): void {
  program
    .command('breaks')
    .description(
      'remove the code that keeps each promise of the fault catalogue, and check that its test fails',
    )
    .argument('[args...]', 'arguments for jest, such as -t "#7"')
    .allowUnknownOption()
    .action((args: string[]) => runTool('jest', ['--config', 'proof/breaks/jest.config.js', ...args]));
}
