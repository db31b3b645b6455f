import type { Command } from 'commander';
import { samples } from '../../seed/seed';
import { openStack } from '../session';
import { step } from '../terminal/progress';
import { upload } from '../workflow/send';

export function seedCommand(program: Command): void {
  program
    .command('seed')
    .description('upload the sample files; safe to repeat')
    .action(async () => seed(await openStack()));
}

/** Uploads every sample file under the key of its job. */
export async function seed({ stack, aws }: Awaited<ReturnType<typeof openStack>>): Promise<void> {
  await step(`Uploading ${samples.length} sample files`, async (report) => {
    for (const { file, message } of samples) {
      report(message.key);
      await upload(stack, aws, file, message.key);
    }
  });
}
