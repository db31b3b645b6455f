import { Argument, type Command, InvalidArgumentError } from 'commander';
import { openFaults } from '../faults/faults';
import { FAULTS, parseRule, type Rule, type RuleInput } from '../faults/rule';
import { openStack } from '../session';
import { output } from '../terminal/output';
import { step } from '../terminal/progress';
import { printRules } from '../terminal/rules';

type Flags = Omit<RuleInput, 'fault'> & { json?: boolean };

/** Offered by the help and by completion. The rule itself is checked by its schema, which suggests the nearest name. */
const faultName = new Argument('<fault>', 'what happens to the calls');
faultName.argChoices = [...FAULTS];

export function fault(program: Command): void {
  program
    .command('fault')
    .description('make calls of the functions fail the way AWS fails')
    .addArgument(faultName)
    .option('--service <service>', 'calls of this service: s3, dynamodb, sqs or lambda')
    .option('--operation <operation>', 'calls of this operation, such as PutObject')
    .option('--function <function>', 'calls of one function: extract or load')
    .option('--key <part>', 'calls about objects whose key contains this')
    .option('--skip <n>', 'let n calls through first', number)
    .option('--times <n>', 'hit n calls at most', number)
    .option('--probability <p>', 'hit each call with this probability', number)
    .option('--seed <n>', 'repeat the random choices of this seed', number)
    .option('--ms <n>', 'how long the fault delay takes', number)
    .option('--items <n>', 'how many items of each batch the fault unprocessed holds back', number)
    .option('--json', 'print JSON')
    .action(async (name: Rule['fault'], { json = false, ...about }: Flags) => {
      parseRule({ fault: name, ...about }); // Checks the rule before anything is started.
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
