import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const sluice = path.resolve(__dirname, '../../sluice');
const run = (...args: string[]) => promisify(execFile)(sluice, args, { cwd: tmpdir(), timeout: 60_000 });

test('./sluice lists the commands in groups, from any folder', async () => {
  const { stdout } = await run('--help');
  expect(stdout).toMatch(/^Start:\n {2}up .*^Use:\n {2}try .*^Look:\n {2}status .*^Break:\n {2}fault /ms);
});

test('./sluice suggests the right command when one is misspelt', async () => {
  await expect(run('statsu')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('status') });
});

test.each([
  [['red'], ['redrive']],
  [['rows', '--d'], ['--dataset']],
  [['send', '--format', 'c'], ['csv']],
  [
    ['kill', ''],
    ['extract', 'load'],
  ],
  [['send', 'rea'], []],
])('a shell that read ./sluice complete completes %j to %j', async (words, wanted) => {
  const script = `source <("$1" complete); COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const bash = promisify(execFile)('bash', ['-c', script, 'bash', sluice, ...words], { timeout: 60_000 });
  expect((await bash).stdout.split('\n').filter(Boolean)).toEqual(wanted);
});

test('the help of ./sluice says what to run first, and the help of a command shows calls of it', async () => {
  expect((await run('--help')).stdout).toMatch(/^Examples:\n {2}\.\/sluice up +first: /m);
  const { stdout } = await run('fault', '--help');
  expect(stdout).toMatch(/^ {2}fault +what happens to the calls \(choices: .*"SlowDown"/ms);
  expect(stdout).toContain('  ./sluice fault kill --function load --times 1 ');
});

test('./sluice accepts a file in the current folder whose name begins with a dash', async () => {
  await expect(run('put', '--', '-no-such.csv')).rejects.toMatchObject({
    stderr: expect.not.stringContaining('unknown option'),
  });
});
