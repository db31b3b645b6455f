import type { Command } from 'commander';
import { pointBack, proxyOf } from '../faults/faults';
import { engine, openStack } from '../session';
import { step } from '../terminal/progress';

export function faultClear(program: Command): void {
  program
    .command('fault-clear')
    .description('clear the faults of the stage and point the functions back at the engine')
    .action(async () => {
      const opened = await openStack();
      const { engine: chosen, place } = await engine();
      const proxy = await proxyOf(chosen, place).running();
      await step('Clearing the faults', async () => {
        for (const { id } of (await proxy?.rules(opened.stage.name)) ?? []) await proxy?.clear(id);
        await pointBack(opened);
      });
    });
}
