import { Argument, type Command } from 'commander';
import { killWorkers } from '../faults/kill';
import { FUNCTIONS } from '../faults/rule';
import { engine, openStack } from '../session';
import type { FunctionName } from '../stack/bundle';
import { functionOf } from '../stack/stack';
import { requireOffline } from '../stack/stage';
import { output } from '../terminal/output';

export function kill(program: Command): void {
  program
    .command('kill')
    .description('kill a function, extract or load, in the middle of its work')
    .addArgument(new Argument('<function>', 'which function').choices(FUNCTIONS))
    .action(async (name: FunctionName) => {
      const { stack, stage } = await openStack();
      requireOffline(stage, './sluice kill');
      const killed = await killWorkers((await engine()).engine, functionOf(stack, name));
      output(false).line(`${name}: ${killed} killed`);
    });
}
