import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { WORDS } from '../support/words';

const ROOT = path.resolve(__dirname, '../..');

/** Every text of the project except the word list itself. */
const FILES = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => /\.(md|ts|js|mjs|sh|ya?ml|py|awk)$|^(Makefile|sluice)$/.test(file))
  .filter((file) => file !== 'test/support/words.ts');

test('texts use no word of the list of words to avoid', () => {
  expect(FILES.length).toBeGreaterThan(100);
  const found = FILES.flatMap((file) =>
    readFileSync(path.join(ROOT, file), 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        WORDS.filter(([word]) => word.test(line)).map(
          ([word, instead]) => `${file}:${i + 1}: ${word.exec(line)?.[0]} → ${instead}`,
        ),
      ),
  );
  expect(found).toEqual([]);
});
