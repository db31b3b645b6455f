import { type Command, InvalidArgumentError } from 'commander';
import { openFaults } from '../faults/faults';
import { parseRule, type Rule, type RuleInput } from '../faults/rule';
import { openStack } from '../session';
import { output } from '../terminal/output';
import { step } from '../terminal/progress';
import { printRules } from '../terminal/rules';

type Flags = Omit<RuleInput, 'fault'> & { json?: boolean };

export function fault(program: Command): void {
  program
    .command('fault <fault>')
    .description('make calls of the functions fail, each as AWS would')
    .option('--service <service>', 's3, dynamodb, sqs or lambda')
    .option('--operation <operation>', 'such as PutObject')
    .option('--function <function>', 'calls of extract or of load alone')
    .option('--key <part>', 'calls about an object whose key has this in it')
    .option('--skip <n>', 'let so many calls through first', number)
    .option('--times <n>', 'hit so many calls', number)
    .option('--probability <p>', 'hit each call with this probability', number)
    .option('--seed <n>', 'for the same dice again', number)
    .option('--ms <n>', 'of delay: how long', number)
    .option('--items <n>', 'of unprocessed: how many of each batch', number)
    .option('--json', 'print JSON')
    .action(async (name: Rule['fault'], { json = false, ...about }: Flags) => {
      parseRule({ fault: name, ...about }); // Before anything is started for it.
      const opened = await openStack();
      const faults = await step('Putting the proxy between the functions and the engine', () =>
        openFaults(opened),
      );
      const rule = await faults.set({ fault: name, ...about });
      const out = output(json);
      out.data(rule);
      printRules([rule], out);
    });
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
}
