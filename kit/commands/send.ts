import path from 'node:path';
import type { Command } from 'commander';
import { KitError, problem } from '../errors';
import { openStack } from '../session';
import { follow } from '../terminal/follow';
import { type FileOptions, messageFields, withFileOptions } from '../terminal/options';
import { output, warn } from '../terminal/output';
import { step } from '../terminal/progress';
import { look } from '../workflow/look';
import { stepWarnings } from '../workflow/own-step';
import { isSecondJob, requestOf, requireFile } from '../workflow/send';
import { sendJob } from '../workflow/send-job';

interface Options extends FileOptions {
  key?: string;
  force?: boolean;
  json?: boolean;
}

export function sendCommand(program: Command): void {
  const command = program
    .command('send')
    .description('upload your own file and run it')
    .argument('[file]', 'the path of a file')
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
      const asked = { key, ...message };
      const { dataset } = requestOf(asked);
      if (file) {
        await requireFile(file);
        for (const warning of await look(file, asked)) warn(warning);
      }
      const opened = await openStack();
      const { stack, aws } = opened;
      for (const warning of stepWarnings(dataset, stack.pipelineVersion)) warn(warning);
      if (isSecondJob(stack, asked)) {
        const twice = problem('JOB_TWICE', { stage: stack.stage.name, key });
        if (file) throw new KitError(twice);
        warn(twice.message);
      }
      const { sent, doneBefore } = await sendJob(stack, aws, asked, file, (upload) =>
        step(`Uploading ${file}`, upload),
      );
      if (doneBefore)
        warn(
          `${key} was done before, and is not done again. FORCE=1 does it again; for a changed step, increase its version.`,
        );
      await follow(opened, [sent], output(json));
    });
}
