import type { Command } from 'commander';
import { empty } from '../pipeline/empty';
import { openStack } from '../session';
import { requireOffline } from '../stack/stage';
import { step } from '../terminal/progress';

export function reset(program: Command): void {
  program
    .command('reset')
    .description('empty queues, buckets and tables, without a restart')
    .action(async () => {
      const { stack, stage, aws } = await openStack();
      requireOffline(stage, '; reset would delete its data for good.', 'Empty it by hand if you mean to.');
      await step('Emptying the stage', (report) => empty(stack, aws, report));
    });
}
