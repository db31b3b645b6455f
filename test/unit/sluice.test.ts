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

test('./sluice completes commands and options in a shell', async () => {
  expect((await run('complete', '--', 'red')).stdout).toContain('redrive\t');
  expect((await run('complete', '--', 'rows', '--')).stdout).toContain('--dataset\t');
  expect((await run('complete', 'bash')).stdout).toContain('complete -F __sluice_complete sluice');
});

test('./sluice accepts a file in the current folder whose name begins with a dash', async () => {
  await expect(run('put', '--', '-no-such.csv')).rejects.toMatchObject({
    stderr: expect.not.stringContaining('unknown option'),
  });
});
