import path from 'node:path';
import type { Command } from 'commander';
import { openStack } from '../session';
import { warn } from '../terminal/output';
import { step } from '../terminal/progress';
import { look } from '../workflow/look';
import { requireFile, upload } from '../workflow/send';

export function put(program: Command): void {
  program
    .command('put')
    .description('upload your own file without running it')
    .argument('<file>', 'the path of a file')
    .option('--key <key>', 'its key in the input bucket; the file’s name by default')
    .action(async (file: string, { key = path.basename(file) }: { key?: string }) => {
      await requireFile(file);
      for (const warning of await look(file, { key })) warn(warning);
      const { stack, aws } = await openStack();
      await step(`Uploading ${file} as ${key}`, () => upload(stack, aws, file, key));
    });
}
