import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../../kit/engines/health';
import { identityOf } from '../../../kit/engines/process';
import { run } from '../../../kit/engines/run';
import { ROOT } from '../../../kit/session';
import { nodeOnAws } from '../../../kit/stack/runtime';
import { fakeCommand, serve, temporaryFolder } from './engines/support/machine';

async function cli(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['kit/main.js', ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, ended: once(child, 'close'), output: () => output };
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a command and what it runs', async (signal, status) => {
  const folder = temporaryFolder();
  const pidFile = path.join(folder, 'pid');
  fakeCommand(
    folder,
    'docker',
    `echo $$ > "${pidFile}.$$" && mv "${pidFile}.$$" "${pidFile}"\nexec sleep 30`,
  );
  const { child, ended } = await cli(['doctor'], { PATH: `${folder}:${process.env.PATH}` });
  const started = async () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : undefined);
  const docker = (await waitFor(started, 60_000)) as number;
  child.kill(signal);
  expect((await ended)[0]).toBe(status);
  const gone = async () => ((await identityOf(docker)) ? undefined : 'gone');
  expect(await waitFor(gone, 1000)).toBe('gone');
});

test.each([
  ['main', "main('', { a: [(program) => program.command('a').action(interrupted)] })"],
  ['learning', "main('', { a: [(program) => program.command('a').action(() => learning(interrupted))] })"],
])('Ctrl-C ends a command without the error of a program that it also ended: %s', async (_, call) => {
  // Ctrl-C goes to both at once. The other program may be gone before this one hears of the signal.
  const script = `
    const { main } = require('./kit/terminal/main.ts');
    const { learning } = require('./kit/terminal/lab.ts');
    const interrupted = async () => {
      process.kill(process.pid, 'SIGINT');
      throw new Error('the service was stopped');
    };
    void ${call};`;
  const args = ['--require', './kit/typescript.js', '-e', script, 'node', 'a'];
  const { exitCode, output } = await run(process.execPath, args, { cwd: ROOT, timeoutMs: 60_000 });
  expect({ exitCode, output: output.trim() }).toEqual({ exitCode: 130, output: '' });
});

test('make ready does not mistake an engine of another checkout for its own', async () => {
  const port = await serve((_, response) => response.end('{"services":{},"version":"4.14.0"}'));
  const docker = temporaryFolder();
  fakeCommand(docker, 'docker', 'case "$*" in *" port "*) exit 1;; *) echo 28.0;; esac');
  const { ended, output } = await cli(['ready', '--timeout', '1'], {
    ENGINE: 'localstack',
    SLUICE_PORT: String(port),
    PATH: `${docker}:${process.env.PATH}`,
  });
  expect((await ended)[0]).toBe(1);
  expect(output()).toContain('NOT_RUNNING No engine of this checkout is running.');
});

test('an engine address that does not answer is named', async () => {
  const { ended, output } = await cli(['status'], { ENGINE: 'http://127.0.0.1:9' });
  expect((await ended)[0]).toBe(1);
  expect(output()).toContain('NO_ENGINE_THERE No engine answers at http://127.0.0.1:9.');
});

test('an invalid SLUICE_PORT is refused with an example of a valid one', async () => {
  const { ended, output } = await cli(['down'], { SLUICE_PORT: 'abc' });
  expect((await ended)[0]).toBe(1);
  expect(output()).toMatch(/BAD_PORT SLUICE_PORT=abc [\s\S]*4567/);
});

test('doctor says which Node.js runs the functions, here and in AWS', async () => {
  const major = Number(process.versions.node.split('.')[0]);
  const env = { ENGINE: 'ministack', PATH: `${temporaryFolder()}:${process.env.PATH}` };
  const { ended, output } = await cli(['doctor'], env);
  await ended;
  expect(output().includes(`Functions run on Node.js ${major} here`)).toBe(major !== nodeOnAws(ROOT));
  const inDocker = await cli(['doctor'], { ...env, ENGINE: 'localstack' });
  await inDocker.ended;
  expect(inDocker.output()).toContain('make up would use localstack');
  expect(inDocker.output()).not.toContain('Functions run on');
});

test.each([
  [['send', 'kit', '--format', 'csv'], 'FILE_UNREADABLE kit is a folder.'],
  [
    ['put', '~/no-such.csv'],
    'FILE_NOT_EXPANDED There is no file ~/no-such.csv: your shell did not expand the ~.',
  ],
  [['send', 'seed/movies.json', '--format', 'CSV'], 'Allowed choices are csv, dynamodb, json, ndjson, tsv.'],
])('a wrong value is refused before an engine is needed: %j', async (args, answer) => {
  const { ended, output } = await cli(args, { ENGINE: 'http://127.0.0.1:9' });
  expect((await ended)[0]).toBe(1);
  expect(output()).toContain(answer);
});
