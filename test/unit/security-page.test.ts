import { readFileSync } from 'node:fs';
import path from 'node:path';

const DOCS = path.resolve(__dirname, '../../docs/internals');
const page = readFileSync(path.join(DOCS, 'security.md'), 'utf8');

/** A link, and the words of that file that follow it in “quotes”. */
const claims = [...page.matchAll(/\]\(([^)#]+)\)((?:,? “[^”]+”)*)/g)].map(([, file = '', quotes = '']) => ({
  file,
  words: [...quotes.matchAll(/“([^”]+)”/g)].map(([, words]) => words),
}));

test('what docs/internals/security.md names as holding a claim is there, in those words', () => {
  expect(claims.length).toBeGreaterThan(25);
  for (const { file, words } of claims) {
    const text = readFileSync(path.join(DOCS, file), 'utf8');
    for (const some of words) expect([file, some, text.includes(some as string)]).toEqual([file, some, true]);
  }
});

test('each claim of docs/internals/security.md has something that holds it', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (\||---)/.test(line));
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) expect(row).toMatch(/\]\(\.\.[^)]+\) “/);
});
