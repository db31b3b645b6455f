import { Command } from 'commander';
import { groups } from '../../../../kit/commands';
import { programOf } from '../../../../kit/terminal/main';
import { fromVariables, makeUsage } from '../../../../kit/terminal/variables';

const program = programOf('', groups);

function command(name: string): Command {
  const found = program.commands.find((each) => each.name() === name);
  if (!found) throw new Error(`There is no command ${name}.`);
  return found;
}

test.each<[string, NodeJS.ProcessEnv, string[]]>([
  ['send', { FILE: 'a.csv', ID: 'a,b' }, ['--id', 'a,b', '--', 'a.csv']],
  ['send', { KEY: 'k', DATASET: 'd', FORMAT: 'csv' }, ['--key', 'k', '--dataset', 'd', '--format', 'csv']],
  ['put', { FILE: 'a.csv', KEY: 'k' }, ['--key', 'k', '--', 'a.csv']],
  ['rows', { DATASET: 'd', JOB: 'j', LIMIT: '5' }, ['--dataset', 'd', '--job', 'j', '--limit', '5']],
  ['rejects', { DATASET: 'd', JOB: 'j', LIMIT: '5' }, ['--dataset', 'd', '--job', 'j', '--limit', '5']],
  ['cat', { KEY: 'k' }, ['--', 'k']],
  ['logs', { FN: 'load', MINUTES: '5', FOLLOW: '1' }, ['--minutes', '5', '--follow', '--', 'load']],
  ['fault', { FAULT: 'delay', MS: '9', SEED: '7' }, ['--seed', '7', '--ms', '9', '--', 'delay']],
  ['kill', { FUNCTION: 'load' }, ['--', 'load']],
])('make %s takes %o', (name, variables, expected) => {
  expect(fromVariables(command(name), variables)).toEqual([name, ...expected]);
});

test('a switch is off when it is 0 or empty, and on otherwise', () => {
  const status = (variables: NodeJS.ProcessEnv) => fromVariables(command('status'), variables);
  expect(status({ JSON: '1', WATCH: 'yes' })).toEqual(['status', '--watch', '--json']);
  expect(status({ JSON: '0', WATCH: '' })).toEqual(['status']);
});

test('a variable that a command does not take is left out', () => {
  expect(fromVariables(command('ls'), { FILE: 'a.csv', PATH: '/bin' })).toEqual(['ls']);
});

test('an empty variable is left out, and the command refuses an empty required one', () => {
  expect(fromVariables(command('send'), { FILE: '', ID: '' })).toEqual(['send']);
  expect(fromVariables(command('cat'), {})).toEqual(['cat', '--', '']);
});

test.each(['-rf.csv', '--force', '--', '--json=1'])(
  'a file or a column called %s is not an option',
  async (text) => {
    const seen: unknown[] = [];
    const send = new Command('send').argument('[file]').exitOverride();
    for (const option of command('send').options) send.addOption(option);
    send.action((file, options) => void seen.push(file, options));
    const args = fromVariables(command('send'), { FILE: text, ID: text, DATASET: text });
    await send.parseAsync(args.slice(1), { from: 'user' });
    expect(seen).toEqual([text, { id: [text], dataset: text }]);
  },
);

test('the help of a command says how to type it for make', () => {
  expect(makeUsage(command('put'))).toBe('make put FILE=… [KEY=…]');
  expect(makeUsage(command('status'))).toBe('make status [WATCH=1] [JSON=1]');
});
