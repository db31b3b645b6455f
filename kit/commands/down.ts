import type { Command } from 'commander';
import { allEngines, placeOf } from '../engines/choose';
import { BackgroundProxy } from '../faults/background';
import { ROOT } from '../session';
import { step } from '../terminal/progress';

export function down(program: Command): void {
  program
    .command('down')
    .alias('stop')
    .description('stop the engines of this checkout and all their processes')
    .action(async () => {
      const place = placeOf(ROOT);
      await step('Stopping', async (report) => {
        await new BackgroundProxy(place).stop(report);
        for (const engine of allEngines(place)) await engine.stop(report);
      });
    });
}
