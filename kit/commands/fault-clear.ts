import type { Command } from 'commander';
import { clearFault, clearFaults } from '../faults/faults';
import { openStack } from '../session';
import { step } from '../terminal/progress';

export function faultClear(program: Command): void {
  program
    .command('fault-clear')
    .description('clear the faults of the stage and point the functions back at the engine')
    .argument('[id]', 'clear only this one, as ./sluice faults lists it')
    .action(async (id?: string) => {
      const opened = await openStack();
      if (id) await clearFault(opened, id);
      else await step('Clearing the faults', () => clearFaults(opened));
    });
}
