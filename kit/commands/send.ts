import path from 'node:path';
import type { Command } from 'commander';
import { openStack } from '../session';
import { follow } from '../terminal/follow';
import { type FileOptions, messageFields, withFileOptions } from '../terminal/options';
import { output, warn } from '../terminal/output';
import { step } from '../terminal/progress';
import { stepWarnings } from '../workflow/own-step';
import { doneBefore, requestOf, requireFile, send, upload } from '../workflow/send';
import { wrongSeparator } from '../workflow/separator';

interface Options extends FileOptions {
  key?: string;
  force?: boolean;
  json?: boolean;
}

export function sendCommand(program: Command): void {
  const command = program
    .command('send [file]')
    .description('upload your own file and run it')
    .option('--key <key>', 'its key in the input bucket; without a file, run the object that has this key');
  withFileOptions(command)
    .option('--force', 'run it even if the same file was run before')
    .option('--json', 'print JSON')
    .action(async (file: string | undefined, options: Options, command: Command) => {
      const { key = file && path.basename(file), json = false, ...message } = messageFields(options);
      if (!key)
        return command.error(
          'error: name a file, or the --key of an object: make send FILE=path/to/your.csv',
        );
      const { dataset } = requestOf({ key, ...message });
      if (file) await requireFile(file);
      const opened = await openStack();
      const { stack, aws } = opened;
      if (file) {
        await step(`Uploading ${file}`, () => upload(stack, aws, file, key));
        const warning = await wrongSeparator(file, { key, format: message.format });
        if (warning) warn(warning);
      }
      for (const warning of stepWarnings(dataset, stack.pipelineVersion)) warn(warning);
      if (await doneBefore(stack, aws, { key, ...message }))
        warn(
          `${key} was done before, and is not done again. FORCE=1 does it again; for a changed step, increase its version.`,
        );
      await follow(opened, [await send(stack, aws, { key, ...message })], output(json));
    });
}
