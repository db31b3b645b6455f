import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lineOf } from '../../../../kit/labs/readiness';
import { ROOT } from '../../../../kit/session';
import { ANSWERING, installMiniStack } from '../engines/support/checkout';
import {
  fakeCommand,
  freePort,
  MINISTACK_PATHS,
  serve,
  servingHealth,
  temporaryFolder,
} from '../engines/support/machine';
import { labCheckout, sluiceIn } from './support/checkout';

/** One checkout, since the first command in it compiles everything. It has packages and an installed engine. */
const root = mkdtempSync(path.join(tmpdir(), 'sluice-ready-'));
beforeAll(() => labCheckout(root));
beforeEach(() => installMiniStack(root, ANSWERING));
afterAll(() => rmSync(root, { recursive: true }));

/** Runs the command, and returns its one line of output. */
async function doctor(env: NodeJS.ProcessEnv = {}) {
  const PATH = temporaryFolder(); // No Docker, and no Python.
  const found = await sluiceIn(root, ['doctor', '--workshop'], {
    ...{ PATH, HOME: '/nowhere', PYENV_ROOT: '/nowhere', SLUICE_PORT: String(await freePort()) },
    ...env,
  });
  const [line = '', ...more] = found.stdout.split('\n');
  expect(more).toEqual([]);
  expect(line.length).toBeLessThan(100);
  return { exitCode: found.exitCode, line, output: found.output };
}

test('a machine that has all is ready', async () => {
  const { exitCode, line } = await doctor();
  expect(line).toMatch(
    /^✔ ready: \d+\.\d+\.\d+, v\d+\.\d+\.\d+, \w+-\w+ \d+c\/\d+G, npm ✔ ministack ✔ port \d+ ✔$/,
  );
  expect(exitCode).toBe(0);
});

test('a port that another program has is named, with what to do', async () => {
  const port = await serve((_, response) => response.end('mine'));
  const { exitCode, line, output } = await doctor({ SLUICE_PORT: String(port) });
  expect(line).toMatch(new RegExp(`^✘ PORT_TAKEN: .* npm ✔ ministack ✔ port ${port} ✘$`));
  expect(output).toMatch(/PORT_TAKEN .*\n[\s\S]*What to do: /);
  expect(exitCode).toBe(1);
});

test('the running engine of this checkout may have the port', async () => {
  const env = { SLUICE_PORT: String(await freePort()), PATH: process.env.PATH };
  try {
    expect(await sluiceIn(root, ['start'], { ...env, ENGINE: 'ministack' })).toMatchObject({ exitCode: 0 });
    expect((await doctor(env)).line).toMatch(/^✔ ready: .* ministack ✔ port \d+ ✔$/);
  } finally {
    await sluiceIn(root, ['down'], env);
  }
});

test('an engine that is not installed is named, or what it needs first', async () => {
  rmSync(path.join(root, '.sluice', 'venv-ministack'), { recursive: true });
  const withoutPython = await doctor();
  expect(withoutPython).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ NO_PYTHON: .* ministack ✘ /),
  });
  const PATH = temporaryFolder();
  fakeCommand(PATH, 'python3', 'printf "3\\n12\\n1\\n/usr/bin/python3\\n"');
  expect(await doctor({ PATH })).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ NOT_INSTALLED: .* npm ✔ ministack ✘ port \d+ ✔$/),
  });
});

test('packages whose installation was interrupted are named', async () => {
  const packages = path.join(root, 'node_modules');
  const complete = path.join(ROOT, 'node_modules');
  rmSync(packages);
  mkdirSync(packages);
  for (const name of readdirSync(complete))
    if (name !== '.package-lock.json') symlinkSync(path.join(complete, name), path.join(packages, name));
  try {
    expect(await doctor()).toMatchObject({
      exitCode: 1,
      line: expect.stringMatching(/^✘ PACKAGES_INCOMPLETE: .* npm ✘ ministack ✔ /),
    });
  } finally {
    rmSync(packages, { recursive: true });
    symlinkSync(complete, packages);
  }
});

test('an engine on which the labs are not proven is named', async () => {
  expect(await doctor({ ENGINE: 'localstack' })).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ LAB_ENGINE: .* localstack ✘ /),
  });
});

test('an engine that somebody else runs is ready when it answers', async () => {
  const port = await serve(servingHealth(MINISTACK_PATHS, '1.5.33'));
  const ENGINE = `http://127.0.0.1:${port}`;
  expect(await doctor({ ENGINE })).toMatchObject({
    exitCode: 0,
    line: expect.stringContaining(ENGINE),
  });
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  expect(await doctor({ ENGINE: nowhere })).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ NO_ENGINE_THERE: /),
  });
});

test.each([
  ['PACKAGES_INCOMPLETE', 'ministack'],
  ['NO_DYNAMODB_LOCAL', 'localstack-host'],
  ['NO_ENGINE_THERE', 'http://127.0.0.1:65535'],
] as const)('the line is short, even with %s on a large machine', (code, engine) => {
  const line = lineOf({
    problem: { code, message: '', fix: '' },
    ...{ sluice: 'd51bc62', node: 'v22.12.0', platform: 'linux-arm64', cores: 16, memoryGiB: 128 },
    ...{ engine, packages: true, installed: false, port: 65535, portFree: true },
  });
  expect(line.length).toBeLessThan(100);
});
