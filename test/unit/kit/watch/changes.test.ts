import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { changes } from '../../../../kit/watch/changes';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sluice-changes-'));
  mkdirSync(path.join(root, 'src', 'load'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a file that is saved right after the watching began is told, by its path from the root', async () => {
  const saved = changes(root, 'src');
  // Before anybody asks for the first change.
  writeFileSync(path.join(root, 'src', 'load', 'handler.ts'), '1');
  writeFileSync(path.join(root, 'src', 'notes.md'), '1');
  const { value } = await saved.next();
  expect(value).toEqual(['src/load/handler.ts']);
  await saved.return(undefined as never);
});
