import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { ROOT } from '../../../kit/session';
import { bundleOptions } from '../../../kit/stack/bundle';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bundled-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a step that throws in a deployed function is reported with its place in src/pipeline.ts', async () => {
  const contents = `import { apply } from './src/step/apply';
const fails = (row: { a: { b: string } }) => ({
  b: row.a.b.length,
});
try {
  apply({ transform: fails }, {}, 7);
} catch (error) {
  console.log(error.message);
}`;
  const stdin = { contents, resolveDir: ROOT, sourcefile: 'src/pipeline.ts', loader: 'ts' as const };
  const { entryPoints, ...options } = bundleOptions('extract');
  const outfile = path.join(folder, 'function.js');
  await build({ ...options, stdin, outfile });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { cwd: folder });
  expect(stdout).toBe('row 7: the transform threw an instance of TypeError at src/pipeline.ts:3\n');
});
