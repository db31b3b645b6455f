import { cpSync, mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stampOf, watchSaves } from '../../../../kit/labs/saves';
import { ROOT } from '../../../../kit/session';
import { temporaryFolder } from '../engines/support/machine';

/** The files of lab 13. */
const LAB = { files: ['src', 'stack', 'serverless.yml'] };
const NESTED = 'src/load/part.ts';

let root: string;
beforeEach(() => {
  root = temporaryFolder();
  for (const part of LAB.files) cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
});

/** Saves a file as many editors do: a new file takes its place. */
function save(file: string): void {
  writeFileSync(path.join(root, `${file}.swp`), '// mine\n');
  renameSync(path.join(root, `${file}.swp`), path.join(root, file));
}

const NEW = 'src/mine/new.ts';

test.each([NESTED, 'serverless.yml', NEW])(
  'a save of %s in a lab of many folders is noticed',
  async (file) => {
    const saves = watchSaves(root, LAB);
    try {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      save(file);
      const late = pause(5000, 'nothing was noticed in 5 s', { ref: false });
      expect(await Promise.race([saves.first, late])).toBe('saved');
    } finally {
      saves.end();
    }
  },
);

test('a save during a check is seen after it, and a check itself is not a save', () => {
  const before = stampOf(root, LAB);
  expect(stampOf(root, LAB)).toBe(before);
  utimesSync(path.join(root, NESTED), 0, 1);
  expect(stampOf(root, LAB)).not.toBe(before);
});
