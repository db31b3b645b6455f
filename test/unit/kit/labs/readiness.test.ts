import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
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

/** A checkout with packages and an installed engine, on a machine without Docker. */
function ready(): string {
  const root = labCheckout();
  installMiniStack(root, ANSWERING);
  return root;
}

/** Runs the command, and returns its one line of output. */
async function doctor(root: string, env: NodeJS.ProcessEnv = {}) {
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
  const { exitCode, line } = await doctor(ready());
  expect(line).toMatch(
    /^✔ ready: \d+\.\d+\.\d+, v\d+\.\d+\.\d+, \w+-\w+ \d+c\/\d+G, npm ✔ ministack ✔ port \d+ ✔$/,
  );
  expect(exitCode).toBe(0);
});

test('a port that another program has is named, with what to do', async () => {
  const port = await serve((_, response) => response.end('mine'));
  const { exitCode, line, output } = await doctor(ready(), { SLUICE_PORT: String(port) });
  expect(line).toMatch(new RegExp(`^✘ PORT_TAKEN: .* npm ✔ ministack ✔ port ${port} ✘$`));
  expect(output).toMatch(/PORT_TAKEN .*\n[\s\S]*What to do: /);
  expect(exitCode).toBe(1);
});

test('the running engine of this checkout may have the port', async () => {
  const root = ready();
  const env = { SLUICE_PORT: String(await freePort()), PATH: process.env.PATH };
  try {
    expect(await sluiceIn(root, ['start'], { ...env, ENGINE: 'ministack' })).toMatchObject({ exitCode: 0 });
    expect((await doctor(root, env)).line).toMatch(/^✔ ready: .* ministack ✔ port \d+ ✔$/);
  } finally {
    await sluiceIn(root, ['down'], env);
  }
});

test('an engine that is not installed is named, or what it needs first', async () => {
  const root = labCheckout();
  const withoutPython = await doctor(root);
  expect(withoutPython).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ NO_PYTHON: .* ministack ✘ /),
  });
  const PATH = temporaryFolder();
  fakeCommand(PATH, 'python3', 'printf "3\\n12\\n1\\n/usr/bin/python3\\n"');
  expect(await doctor(root, { PATH })).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ NOT_INSTALLED: .* npm ✔ ministack ✘ port \d+ ✔$/),
  });
});

test('packages whose installation was interrupted are named', async () => {
  const root = ready();
  const packages = path.join(root, 'node_modules');
  rmSync(packages);
  mkdirSync(packages);
  for (const name of readdirSync(path.join(ROOT, 'node_modules')))
    if (name !== '.package-lock.json')
      symlinkSync(path.join(ROOT, 'node_modules', name), path.join(packages, name));
  expect(await doctor(root)).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ PACKAGES_INCOMPLETE: .* npm ✘ ministack ✔ /),
  });
});

test('an engine on which the labs are not proven is named', async () => {
  expect(await doctor(ready(), { ENGINE: 'localstack' })).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ LAB_ENGINE: .* localstack ✘ /),
  });
});

test('an engine that somebody else runs is ready when it answers', async () => {
  const port = await serve(servingHealth(MINISTACK_PATHS, '1.5.33'));
  const ENGINE = `http://127.0.0.1:${port}`;
  expect(await doctor(ready(), { ENGINE })).toMatchObject({
    exitCode: 0,
    line: expect.stringContaining(ENGINE),
  });
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  expect(await doctor(ready(), { ENGINE: nowhere })).toMatchObject({
    exitCode: 1,
    line: expect.stringMatching(/^✘ NO_ENGINE_THERE: /),
  });
});

test.each([
  ['PACKAGES_INCOMPLETE', 'ministack'],
  ['NO_DYNAMODB_LOCAL', 'localstack-host'],
  ['NO_ENGINE_THERE', 'http://127.0.0.1:65535'],
] as const)('the line is short, also with %s on a large machine', (code, engine) => {
  const line = lineOf({
    problem: { code, message: '', fix: '' },
    ...{ sluice: 'd51bc62', node: 'v22.12.0', platform: 'linux-arm64', cores: 16, memoryGiB: 128 },
    ...{ engine, packages: true, installed: false, port: 65535, portFree: true },
  });
  expect(line.length).toBeLessThan(100);
});
