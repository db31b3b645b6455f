import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
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

/** Returns the output of make, which must succeed and must not execute anything in a value. */
async function make(words: string[], { cwd = ROOT, variables = {} }: Where = {}): Promise<string> {
  const { MAKEFLAGS: _, MFLAGS: __, ...env } = process.env;
  const where = { cwd, env: { ...env, ...variables }, timeoutMs: 20_000 };
  const { stdout, output, exitCode } = await run('make', ['-s', '-o', 'node_modules', ...words], where);
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
    expect(await make(['-n', '-o', 'proof/node_modules', name])).toContain(`proof/main.js make ${name}`);
  },
);

test('on a fresh clone a command installs first and prints only its result, whatever NODE_ENV says', async () => {
  const [cwd, bin] = [temporaryFolder(), temporaryFolder()];
  for (const part of [
    'Makefile',
    'package-lock.json',
    'kit/commands',
    'proof/commands',
    'proof/package-lock.json',
  ])
    cpSync(path.join(ROOT, part), path.join(cwd, part), { recursive: true });
  const said = path.join(bin, 'said');
  fakeCommand(
    bin,
    'npm',
    `echo "added 1 package"; echo "$*" >> ${said}; mkdir -p node_modules proof/node_modules; sleep 2`,
  );
  const variables = { PATH: `${bin}:${process.env.PATH}`, NODE_ENV: 'production' };
  const install = ['-s', 'status', 'JSON=1', 'SLUICE=echo', 'PAUSE=1'];
  const { stdout, output, exitCode } = await run('make', install, {
    cwd,
    env: { ...process.env, ...variables },
    timeoutMs: 20_000,
  });
  expect({ stdout, exitCode }).toEqual({ stdout: 'make status', exitCode: 0 });
  expect(output).toMatch(/^Installing packages: .*\nadded 1 package\n(npm is at work\n)+/);
  await run('make', ['-s', 'proof/node_modules'], {
    cwd,
    env: { ...process.env, ...variables },
    timeoutMs: 20_000,
  });
  expect(readFileSync(said, 'utf8').trim().split('\n')).toEqual([
    'ci --no-audit --no-fund --omit=dev',
    'ci --no-audit --no-fund --include=dev',
    'ci --no-audit --no-fund --include=dev --prefix proof',
  ]);
});
