import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changes } from '../../../../kit/stack/changes';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sluice-changes-'));
  mkdirSync(path.join(root, 'src', 'load'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a file that is saved right after watching began is reported, by its path from the root', async () => {
  const saved = changes(root, 'src');
  // This is before the first call of next().
  writeFileSync(path.join(root, 'src', 'load', 'handler.ts'), '1');
  writeFileSync(path.join(root, 'src', 'notes.md'), '1');
  const { value } = await saved.next();
  expect(value).toEqual(['src/load/handler.ts']);
  await saved.return(undefined as never);
});

test('a file is reported each time it is saved, even by an editor that replaces it', async () => {
  const saved = changes(root, 'src');
  for (const text of ['1', '2', '3']) {
    writeFileSync(path.join(root, 'src', '.pipeline.tmp'), text);
    renameSync(path.join(root, 'src', '.pipeline.tmp'), path.join(root, 'src', 'pipeline.ts'));
    expect((await saved.next()).value).toEqual(['src/pipeline.ts']);
  }
  await saved.return(undefined as never);
});

test('a file in a new folder is reported, even one that exists before the folder is watched', async () => {
  const saved = changes(root, 'src');
  mkdirSync(path.join(root, 'src', 'rules'));
  writeFileSync(path.join(root, 'src', 'rules', 'rain.ts'), '1');
  expect((await saved.next()).value).toEqual(['src/rules/rain.ts']);
  await saved.return(undefined as never);
});
