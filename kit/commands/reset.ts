import type { Command } from 'commander';
import { KitError } from '../errors';
import { empty } from '../pipeline/empty';
import { openStack } from '../session';
import { step } from '../terminal/progress';

export function reset(program: Command): void {
  program
    .command('reset')
    .description('empty queues, buckets and tables, without a restart')
    .action(async () => {
      const { stack, stage, aws } = await openStack();
      if (!stage.offline) throw notOffline(stage.name);
      await step('Emptying the stage', (report) => empty(stack, aws, report));
    });
}

function notOffline(stage: string): KitError {
  return new KitError({
    code: 'NOT_OFFLINE',
    message: `Stage ${stage} is in AWS; reset would delete its data for good.`,
    fix: 'Empty it by hand if you mean to.',
  });
}
