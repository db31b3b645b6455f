import type { Command } from 'commander';
import { KitError } from '../errors';
import { openSession, ROOT } from '../session';
import { remove as removeStack } from '../stack/serverless';
import { findStack, hasStack } from '../stack/stack';
import { output } from '../terminal/output';
import { step } from '../terminal/progress';
import { emptyBuckets } from '../workflow/empty';

export function remove(program: Command): void {
  program
    .command('remove')
    .description('delete the stage’s stack and all its data')
    .action(async () => {
      const { stage, aws } = await openSession();
      if (!(await hasStack(stage, aws))) {
        output(false).line(`Nothing to remove: stage ${stage.name} is not deployed.`);
        return;
      }
      const stack = await findStack(stage, aws).catch((error: unknown) => {
        // A stack that failed to deploy has removed its own buckets.
        if (error instanceof KitError && error.code === 'NOT_DEPLOYED') return undefined;
        throw error;
      });
      // AWS does not delete a bucket that holds objects.
      if (stack) await step('Emptying the buckets', (report) => emptyBuckets(stack, aws, report));
      await step(`Removing stage ${stage.name}`, (report) => removeStack(ROOT, stage, aws, report));
    });
}
