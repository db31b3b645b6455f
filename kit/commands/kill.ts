import { Argument, type Command } from 'commander';
import { type FunctionName, functionOf } from '../faults/faults';
import { killWorkers } from '../faults/kill';
import { FUNCTIONS } from '../faults/rule';
import { engine, openStack } from '../session';
import { requireOffline } from '../stack/stage';
import { output } from '../terminal/output';

export function kill(program: Command): void {
  program
    .command('kill')
    .description('end the processes of a function by SIGKILL, in the middle of what they do')
    .addArgument(new Argument('<function>', 'which').choices(FUNCTIONS))
    .action(async (name: FunctionName) => {
      const { stack, stage } = await openStack();
      requireOffline(stage, ', where functions are no processes of this machine.', 'STAGE=local make kill');
      const killed = await killWorkers((await engine()).engine, functionOf(stack, name));
      output(false).line(`${name}: ${killed} process${killed === 1 ? '' : 'es'} killed`);
    });
}
