import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** Words that a native technical writer would not use here, and what to write instead. */
const WORDS: readonly [RegExp, string][] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bso many\b/i, 'n, or a number'],
  [/\bcomes? again\b/i, 'is repeated'],
  [/\b(goes|go|going|went) on\b/i, 'continues'],
  [/\bwork(s|ed|ing)? off\b/i, 'processes'],
  [/\bdearer\b/i, 'more expensive'],
  [/\banew\b/i, 'again'],
  [/(?<!\bthere )\b(is|are) none\b/, 'is not one'],
  [/(?<!\bthere )\b(is|are) no (?!longer\b|more\b)[a-z]+/i, 'is not a …'],
  [/\btold by\b/i, 'detected by'],
  [/\btells? of\b/i, 'says, names or reports'],
  [/\bstands? (in|for|at|beside|before|there|where|on|by)\b/i, 'is'],
  [/\bpass(es|ed|ing)? over\b/i, 'skips'],
  [/\b(whoever|nobody)\b/i, 'name who it is, or use the passive'],
  [/\bturn and turn\b/i, 'alternating'],
  [/\bsmall letters\b/i, 'lowercase'],
  [/\bfinds? fault\b/i, 'rejects'],
];

/** Every text of the project, but for this list. */
const FILES = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => /\.(md|ts|js|mjs|ya?ml|py|awk)$|^(Makefile|sluice)$/.test(file))
  .filter((file) => file !== 'test/unit/words.test.ts');

test('texts use the words that a native technical writer would', () => {
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
