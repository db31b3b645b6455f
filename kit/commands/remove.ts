import type { Command } from 'commander';
import { emptyBuckets } from '../pipeline/empty';
import { openStack, ROOT } from '../session';
import { remove as removeStack } from '../stack/serverless';
import { step } from '../terminal/progress';

export function remove(program: Command): void {
  program
    .command('remove')
    .description('delete the stage’s stack with all its data')
    .action(async () => {
      const { stack, stage, aws } = await openStack();
      // AWS does not delete a bucket that holds objects.
      await step('Emptying the buckets', (report) => emptyBuckets(stack, aws, report));
      await step(`Removing stage ${stage.name}`, (report) => removeStack(ROOT, stage, report));
    });
}
