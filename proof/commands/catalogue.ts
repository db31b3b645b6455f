import type { Command } from 'commander';
import { runTool } from '../tool';

export function catalogue(program: Command): void {
  program
    .command('catalogue')
    .description('run the fault catalogue on the engine that ENGINE names')
    .argument('[args...]', 'arguments for jest, such as -t "#7"')
    .allowUnknownOption()
    .action((args: string[]) => runTool('jest', [...args, '--selectProjects', 'faults']));
}
