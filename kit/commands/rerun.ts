import type { Command } from 'commander';
import { KitError } from '../errors';
import { openStack } from '../session';
import { follow } from '../terminal/follow';
import { output } from '../terminal/output';
import { OWN_STEP, readPipeline } from '../workflow/own-step';
import { planRerun } from '../workflow/rerun';
import { sendJob } from '../workflow/send-job';

export function rerunCommand(program: Command): void {
  program
    .command('rerun')
    .description('send a dataset’s files again after you increased the version of your own step')
    .argument('<dataset>', 'the dataset that the files belong to')
    .option('--json', 'print JSON')
    .action(async (dataset: string, { json = false }: { json?: boolean }, command: Command) => {
      if (!dataset) return command.error('error: name a dataset: ./sluice rerun readings');
      const { version } = readPipeline();
      const opened = await openStack();
      const { stack, aws } = opened;
      if (version !== stack.pipelineVersion) {
        throw new KitError('VERSION_NOT_DEPLOYED', {
          ...{ file: OWN_STEP, version, deployed: stack.pipelineVersion },
        });
      }
      const { messages, done, gone, lone } = await planRerun(stack, aws, dataset);
      if (messages.length === 0) throw nothingToRerun(dataset, version, done.length);
      const sent = [];
      for (const message of messages) sent.push((await sendJob(stack, aws, message)).sent);
      const out = output(json);
      out.line(`Sent again: ${sent.length} of dataset ${dataset}, under version ${version}.`);
      if (done.length > 0) out.line(`Not sent, because they are done under this version: ${done.length}.`);
      if (gone.length > 0)
        out.line(`Not sent, because they are no longer in the input bucket: ${gone.join(', ')}.`);
      if (lone.length > 0) out.line(`Not sent. Upload these to the csv bucket again: ${lone.join(', ')}.`);
      await follow(opened, sent, out);
    });
}

function nothingToRerun(dataset: string, version: number, done: number): KitError {
  if (done > 0) return new KitError('VERSION_NOT_INCREASED', { dataset, version });
  return new KitError('NOTHING_TO_RERUN', { dataset });
}
