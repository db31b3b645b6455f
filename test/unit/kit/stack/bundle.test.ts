import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../../../kit/session';
import { Bundle } from '../../../../kit/stack/bundle';

let root: string;
let bundle: Bundle;

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'sluice-bundle-'));
  cpSync(path.join(ROOT, 'stack'), path.join(root, 'stack'), { recursive: true });
  cpSync(path.join(ROOT, 'tsconfig.json'), path.join(root, 'tsconfig.json'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
  mkdirSync(path.join(root, 'src', 'load'), { recursive: true });
  bundle = await Bundle.of('load', root);
});

afterEach(async () => {
  await bundle.dispose();
  rmSync(root, { recursive: true, force: true });
});

function save(name: string, text: string): void {
  writeFileSync(path.join(root, 'src', 'load', name), text);
}

test('a function is built from the files that it imports, and from no others', async () => {
  save('handler.ts', "import { n } from './n';\nexport const handler = () => n;\n");
  save('n.ts', 'export const n = 1;\n');
  save('other.ts', 'export const other = 1;\n');
  await bundle.zip();
  expect(bundle.dependsOn('src/load/n.ts')).toBe(true);
  expect(bundle.dependsOn('src/load/other.ts')).toBe(false);
});

test('a function that is broken at the start is reported with the place, and is built once it is fixed', async () => {
  save('handler.ts', 'export const handler = (;\n');
  await expect(bundle.zip()).rejects.toThrow(/src\/load\/handler\.ts:1:\d+: ERROR/);
  expect(bundle.dependsOn('src/load/handler.ts')).toBe(true);
  save('handler.ts', 'export const handler = () => 1;\n');
  expect((await bundle.zip()).length).toBeGreaterThan(0);
});

test('a function with a missing import is built when that file appears', async () => {
  save('handler.ts', 'export const handler = () => 1;\n');
  await bundle.zip();
  save('handler.ts', "export { handler } from './new';\n");
  await expect(bundle.zip()).rejects.toThrow(/Could not resolve/);
  expect(bundle.dependsOn('src/load/new.ts')).toBe(true);
});
