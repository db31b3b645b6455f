import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { groups, LISTED_BY_MAKE } from '../../kit/commands';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';
import { programOf } from '../../kit/terminal/main';
import { makeUsage } from '../../kit/terminal/variables';
import { fakeCommand, temporaryFolder } from './kit/engines/support/machine';

const program = programOf('', groups);

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-make-'));
const mark = path.join(folder, 'mark');
afterEach(() => rmSync(mark, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const PACKAGES = 'node_modules/.package-lock.json';

/** Returns the output of make, which must succeed and must not execute anything in a value. */
async function make(words: string[], { cwd = ROOT, variables = {} }: Where = {}): Promise<string> {
  const { MAKEFLAGS: _, MFLAGS: __, ...env } = process.env;
  const where = { cwd, env: { ...env, ...variables }, timeoutMs: 20_000 };
  const { stdout, output, exitCode } = await run('make', ['-s', '-o', PACKAGES, ...words], where);
  expect({ output, exitCode, executed: existsSync(mark) }).toEqual({ output, exitCode: 0, executed: false });
  return stdout;
}

interface Where {
  cwd?: string;
  variables?: Record<string, string>;
}

/** Replaces the commands, and prints the environment that they receive. */
const ENVIRONMENT = 'SLUICE=env -0 #';

function environmentOf(printed: string): Record<string, string> {
  return Object.fromEntries(
    printed.split('\0').map((entry) => [entry.split('=', 1)[0], entry.slice(entry.indexOf('=') + 1)]),
  );
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

const VARIABLES = [
  ...new Set(program.commands.flatMap((each) => makeUsage(each).match(/[A-Z_]+(?==)/g) ?? [])),
];

describe.each([
  ['by argument', (given: string[]) => make(['send', ENVIRONMENT, ...given])],
  [
    'by environment',
    (given: string[]) => make(['send', ENVIRONMENT], { variables: environmentOf(given.join('\0')) }),
  ],
])('variables given %s', (_, send) => {
  test.each(TEXTS)('reach a command unchanged, and nothing in them is executed: %j', async (text) => {
    const environment = environmentOf(await send(VARIABLES.map((name) => `${name}=${text}`)));
    expect(environment).toMatchObject(Object.fromEntries(VARIABLES.map((name) => [name, text])));
  });
});

test.each(TEXTS)('an unknown variable executes nothing either: %j', async (text) => {
  await make(['ls', 'SLUICE=echo', `FLIE=${text}`]);
});

test('ARGS is split into words by the shell and not expanded by make', async () => {
  const ARGS = `-t "#7 $(shell touch ${mark})"`;
  const wanted = `npx jest ${ARGS} --selectProjects e2e`;
  expect(await make(['-n', 'e2e', `ARGS=${ARGS}`])).toBe(wanted);
  expect(await make(['-n', 'e2e'], { variables: { ARGS } })).toBe(wanted);
});

test('every command is a target, in a file of the same name', async () => {
  const names = program.commands.map((each) => each.name());
  expect((await make([...names, 'SLUICE=echo'])).split('\n').sort()).toEqual(
    names.map((name) => `make ${name}`).sort(),
  );
  const files = readdirSync(path.join(ROOT, 'kit', 'commands')).map((file) => path.parse(file).name);
  expect(files.filter((name) => name !== 'index').sort()).toEqual(names.sort());
});

test('make lists what people expect of it, before anything is installed', async () => {
  const cwd = temporaryFolder();
  for (const part of ['Makefile', 'kit/usage.awk', 'kit/commands'])
    cpSync(path.join(ROOT, part), path.join(cwd, part), { recursive: true });
  const lines = (await make([], { cwd })).split('\n').map((line) => line.trim().replace(/ +/g, ' '));
  expect(lines.filter((line) => line.endsWith(':'))).toEqual(['Start:', 'Use:', 'Look:', 'Learn:', 'Test:']);
  const names = Object.values(LISTED_BY_MAKE).flat();
  const commands = program.commands.filter((each) => names.includes(each.name()));
  const wanted = commands.map((each) => `make ${each.name()} ${each.description()}`);
  expect(lines).toEqual(expect.arrayContaining([...wanted, 'make test-ci the same as test']));
  const listed = lines.flatMap((line) => /^make (\S+)/.exec(line)?.[1] ?? []);
  const own = ['usage', 'stop', 'e2e', 'test', 'test-ci'];
  expect(listed.sort()).toEqual([...names, ...own].sort());
});

test.each(['soak', 'parity', 'catalogue', 'breaks', 'mutate', 'fuzz', 'bench', 'audit', 'proof-test'])(
  'make %s works, though make does not list it',
  async (name) => {
    expect(await make(['-n', '-o', `proof/${PACKAGES}`, name])).toContain(`proof/main.js make ${name}`);
  },
);

/** Returns a fresh clone whose npm is a script, and what runs a command in it. `said` returns npm's arguments, a line per run. */
function freshClone(npm: string) {
  const [cwd, bin] = [temporaryFolder(), temporaryFolder()];
  const parts = ['Makefile', 'sluice', 'package-lock.json', 'kit/commands', 'proof/commands'];
  for (const part of [...parts, 'proof/package-lock.json'])
    cpSync(path.join(ROOT, part), path.join(cwd, part), { recursive: true });
  const log = path.join(bin, 'said');
  const installs = `for last; do :; done; [ "$last" = proof ] || last=.; mkdir -p $last/node_modules/.bin; ${npm}`;
  fakeCommand(bin, 'npm', `echo "$*" >> ${log}; ${installs}`);
  fakeCommand(bin, 'node', 'echo "node $*"');
  const { MAKEFLAGS: _, MFLAGS: __, ...ours } = process.env;
  const env = { ...ours, PATH: `${bin}:${process.env.PATH}`, NODE_ENV: 'production' };
  return {
    cwd,
    run: (command: string, ...args: string[]) => run(command, args, { cwd, env, timeoutMs: 20_000 }),
    said: () => readFileSync(log, 'utf8').trim().split('\n'),
  };
}

test('on a fresh clone a command installs first and prints only its result, whatever NODE_ENV says', async () => {
  const clone = freshClone('echo "added 1 package"; sleep 2; touch $last/node_modules/.package-lock.json');
  const install = ['-s', 'status', 'JSON=1', 'SLUICE=echo', 'PAUSE=1'];
  const { stdout, output, exitCode } = await clone.run('make', ...install);
  expect({ stdout, exitCode }).toEqual({ stdout: 'make status', exitCode: 0 });
  expect(output).toMatch(/^Installing packages: .*\nadded 1 package\n(npm is at work\n)+/);
  await clone.run('make', '-s', `proof/${PACKAGES}`);
  expect(clone.said()).toEqual([
    'ci --no-audit --no-fund --omit=dev',
    'ci --no-audit --no-fund --include=dev',
    'ci --no-audit --no-fund --include=dev --prefix proof',
  ]);
});

test.each([
  ['make', ['-s', 'status', 'SLUICE=echo'], PACKAGES],
  ['./sluice', ['status'], PACKAGES],
  ['./sluice', ['soak'], `proof/${PACKAGES}`],
])(
  'an interrupted installation is repeated by %s %j, a complete one is kept',
  async (command, args, last) => {
    const clone = freshClone(
      `touch $last/node_modules/.bin/jest; [ ! -f cut ] || kill -9 $$; touch $last/node_modules/.package-lock.json`,
    );
    if (last !== PACKAGES) await clone.run('make', '-s', PACKAGES);
    const before = last === PACKAGES ? 0 : clone.said().length;
    const cut = path.join(clone.cwd, 'cut');
    writeFileSync(cut, '');
    expect((await clone.run(command, ...args)).exitCode).not.toBe(0);
    rmSync(cut);
    for (const _ of ['repeated', 'kept']) {
      expect(await clone.run(command, ...args)).toMatchObject({ exitCode: 0 });
      expect(clone.said()).toHaveLength(before + 2);
    }
    // A file of an installation that was complete before does not make this one complete.
    const now = new Date(Date.now() + 5000);
    utimesSync(path.join(clone.cwd, path.dirname(last), '..', 'package-lock.json'), now, now);
    writeFileSync(cut, '');
    await clone.run(command, ...args);
    expect(existsSync(path.join(clone.cwd, last))).toBe(false);
  },
);
