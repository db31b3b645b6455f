import type { Command } from 'commander';
import { clearFaults } from '../faults/faults';
import { openStack } from '../session';
import { step } from '../terminal/progress';

export function faultClear(program: Command): void {
  program
    .command('fault-clear')
    .description('clear the faults of the stage and point the functions back at the engine')
    .action(async () => {
      const opened = await openStack();
      await step('Clearing the faults', () => clearFaults(opened));
    });
}
