import type { Command } from 'commander';
import { openStack } from '../session';
import { requireOffline, stageOf } from '../stack/stage';
import { step } from '../terminal/progress';
import { empty } from '../workflow/empty';

export function reset(program: Command): void {
  program
    .command('reset')
    .description('empty all queues, buckets and tables without a restart')
    .action(async () => {
      requireOffline(stageOf(process.env), './sluice reset');
      const { stack, aws } = await openStack();
      await step('Emptying the stage', (report) => empty(stack, aws, report));
    });
}
