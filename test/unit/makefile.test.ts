import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-make-'));
const mark = path.join(folder, 'mark');
afterEach(() => rmSync(mark, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

/** Stands for the commands, and prints the arguments that it gets, each with a NUL behind. */
const SLUICE = String.raw`SLUICE=printf '%s\0'`;

/** The arguments that a target gives to its command. */
async function argumentsOf(target: string, words: string[], variables: Record<string, string> = {}) {
  const args = ['-s', '-o', 'node_modules', target, SLUICE, ...words];
  const { MAKEFLAGS: _, MFLAGS: __, ...env } = process.env;
  const where = { cwd: ROOT, env: { ...env, ...variables }, timeoutMs: 20_000 };
  const { stdout, output, exitCode } = await run('make', args, where);
  expect({ output, exitCode, executed: existsSync(mark) }).toEqual({ output, exitCode: 0, executed: false });
  return stdout.split('\0').slice(0, -1);
}

const TEXTS = [
  `a$(shell touch ${mark}).csv`,
  `a\${shell touch ${mark}}.csv`,
  'cost$USD.csv',
  'cost$(USD) $$ $@ $<.csv',
  `a$$(touch ${mark}).csv`,
  `a\`touch ${mark}\`.csv`,
  `a; touch ${mark} #.csv`,
  `a" $(touch ${mark}) ".csv`,
  `a' $(touch ${mark}) '.csv`,
  `a\ntouch ${mark}\n.csv`,
  `a\\" && touch ${mark} \\.csv`,
  "it's 100% of  two\twords, a=b: #1 *?[x] ~ & | > < !.csv",
  '-rf.csv',
  '--force',
  '--',
  'naïve-行.csv',
];

/** Each target, and the arguments that it gives when all its variables are of one text. */
const TARGETS: [string, string[], (text: string) => string[]][] = [
  [
    'send',
    ['KEY', 'ID', 'DATASET', 'FORMAT', 'FILE'],
    (t) => ['--key', t, '--id', t, '--dataset', t, '--format', t, '--', t],
  ],
  [
    'try',
    ['ID', 'DATASET', 'FORMAT', 'PIPELINE', 'LIMIT', 'FILE'],
    (t) =>
      ['id', 'dataset', 'format', 'pipeline', 'limit'].flatMap((name) => [`--${name}`, t]).concat('--', t),
  ],
  ['rerun', ['DATASET'], (t) => ['--dataset', t]],
  ['put', ['KEY', 'FILE'], (t) => ['--key', t, '--', t]],
  ['rows', ['DATASET', 'LIMIT', 'JOB'], (t) => ['--dataset', t, '--limit', t, '--job', t]],
  ['rejects', ['DATASET', 'LIMIT', 'JOB'], (t) => ['--dataset', t, '--limit', t, '--job', t]],
  ['cat', ['KEY'], (t) => ['--', t]],
  ['logs', ['MINUTES', 'FN'], (t) => ['--minutes', t, '--', t]],
  ['kill', ['FUNCTION'], (t) => ['--', t]],
  [
    'fault',
    [
      'SERVICE',
      'OPERATION',
      'FUNCTION',
      'KEY',
      'TIMES',
      'SKIP',
      'PROBABILITY',
      'SEED',
      'MS',
      'ITEMS',
      'FAULT',
    ],
    (t) =>
      ['service', 'operation', 'function', 'key', 'times', 'skip', 'probability', 'seed', 'ms', 'items']
        .flatMap((name) => [`--${name}`, t])
        .concat('--', t),
  ],
  ['soak', ['JOBS', 'KILLS', 'SEED'], (t) => ['--jobs', t, '--kills', t, '--seed', t]],
  ['parity', ['ONLY'], (t) => ['--only', t]],
  ['bench', ['ONLY', 'SIZE', 'RUNS'], (t) => ['--only', t, '--size', t, '--runs', t]],
  ['audit', ['ONLY'], (t) => ['--', t]],
];

describe.each(TARGETS)('make %s', (target, names, expected) => {
  test('gives each variable to its command as it is, whatever it holds, and runs nothing of it', async () => {
    for (const text of TEXTS) {
      const wanted = [target, ...expected(text)];
      expect(
        await argumentsOf(
          target,
          names.map((name) => `${name}=${text}`),
        ),
      ).toEqual(wanted);
      const variables = Object.fromEntries(names.map((name) => [name, text]));
      expect(await argumentsOf(target, [], variables)).toEqual(wanted);
    }
  });
});

test('what is switched on and off is one, whatever it holds', async () => {
  for (const text of TEXTS)
    expect(await argumentsOf('status', [`JSON=${text}`])).toEqual(['status', '--json']);
  expect(await argumentsOf('status', ['JSON=0', 'WATCH='])).toEqual(['status']);
});

test('a variable that no command knows runs nothing either', async () => {
  for (const text of TEXTS) expect(await argumentsOf('ls', [`FLIE=${text}`])).toEqual(['ls']);
});

test('ARGS is words for the shell, of which make expands nothing', async () => {
  const args = ['-n', '-o', 'node_modules', 'e2e', `ARGS=-t "#7 $(shell touch ${mark})"`];
  const { stdout } = await run('make', args, { cwd: ROOT, timeoutMs: 20_000 });
  expect(stdout).toContain(`jest -t "#7 $(shell touch ${mark})" --selectProjects e2e`);
  expect(existsSync(mark)).toBe(false);
});
