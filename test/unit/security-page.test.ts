import { readFileSync } from 'node:fs';
import path from 'node:path';

const DOCS = path.resolve(__dirname, '../../docs/internals');
const page = readFileSync(path.join(DOCS, 'security.md'), 'utf8');

/** A link, followed by words of the linked file in “quotes”. */
const claims = [...page.matchAll(/\]\(([^)#]+)\)((?:,? “[^”]+”)*)/g)].map(([, file = '', quotes = '']) => ({
  file,
  words: [...quotes.matchAll(/“([^”]+)”/g)].map(([, words]) => words),
}));

test('every text that docs/internals/security.md quotes as proof is in the file that it names', () => {
  expect(claims.length).toBeGreaterThan(25);
  for (const { file, words } of claims) {
    const text = readFileSync(path.join(DOCS, file), 'utf8');
    for (const some of words) expect([file, some, text.includes(some as string)]).toEqual([file, some, true]);
  }
});

test('each claim of docs/internals/security.md has a proof', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (\||---)/.test(line));
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) expect(row).toMatch(/\]\(\.\.[^)]+\) “/);
});
