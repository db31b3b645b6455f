import type { Command } from 'commander';
import { samples } from '../../seed/seed';
import { problem } from '../errors';
import { openStack } from '../session';
import { follow, type Opened } from '../terminal/follow';
import { output, warn } from '../terminal/output';
import { isSecondJob, send } from '../workflow/send';

export function runCommand(program: Command): void {
  program
    .command('run')
    .description('run the sample jobs and wait until they have settled')
    .option('--json', 'print JSON')
    .action(async ({ json = false }: { json?: boolean }) => run(await openStack(), json));
}

/** Sends the sample jobs, waits until they have settled and prints the results. */
export async function run(opened: Opened, json = false): Promise<void> {
  const { stack } = opened;
  const twice = samples.map(({ message }) => message).filter((message) => isSecondJob(stack, message));
  const key = twice.map((message) => message.key).join(', ');
  if (key) warn(problem('JOB_TWICE', { stage: stack.stage.name, key }).message);
  const sent = [];
  for (const { message } of samples) sent.push(await send(opened.stack, opened.aws, message));
  await follow(opened, sent, output(json));
}
