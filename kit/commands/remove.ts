import type { Command } from 'commander';
import { openSession } from '../session';
import { bucketsOf, hasStack, removeStack } from '../stack/stack';
import { output } from '../terminal/output';
import { step } from '../terminal/progress';
import { emptyBucket } from '../workflow/empty';

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
      // AWS does not delete a bucket that holds objects.
      const buckets = await bucketsOf(stage, aws);
      await step('Emptying the buckets', async (report) => {
        for (const bucket of buckets) {
          await emptyBucket(bucket, aws, report).catch((error: Error) => {
            // It was deleted by hand, or by a removal that was interrupted.
            if (error.name !== 'NoSuchBucket') throw error;
          });
        }
      });
      await step(`Removing stage ${stage.name}`, () => removeStack(stage, aws));
    });
}
