import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../kit/engines/run';
import { ROOT } from '../../../kit/root';
import { temporaryFolder } from './engines/support/machine';

let file: string;
beforeEach(() => {
  file = path.join(temporaryFolder(), 'one.ts');
});

/** Runs a TypeScript file as commands are run, and returns what it prints. */
async function printed(source: string): Promise<string> {
  writeFileSync(file, source);
  const args = ['--require', path.join(ROOT, 'kit', 'typescript.js'), file];
  return (await run(process.execPath, args, { cwd: ROOT, timeoutMs: 30_000 })).output;
}

test('a TypeScript file runs as it is now, even when it has changed since the last time', async () => {
  expect(await printed('const n: number = 1;\nconsole.log(n);')).toBe('1\n');
  expect(await printed('const n: number = 2;\nconsole.log(n);')).toBe('2\n');
  expect(await printed('const n: number = 1;\nconsole.log(n);')).toBe('1\n');
});

test('what a TypeScript file throws names the line of its source', async () => {
  const source = 'interface Row {\n  id: string;\n}\n\nconst row = undefined as unknown as Row;\nrow.id;\n';
  for (const _ of ['compiled', 'kept']) expect(await printed(source)).toContain(`${file}:6`);
});
