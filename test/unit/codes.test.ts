import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Words of others that are written as codes are. */
const FOREIGN =
  /^(LC_|AWS_|ERR_|ALL_NEW|ENGINE_OF_SLUICE|MODULE_NOT_FOUND|DELETE_COMPLETE|CSV_MAX_RECORD_SIZE)/;

const OTHERS = /^(parity\/(probes|lab)\/|pipeline\.ts$)/;

/** Every code in the source of a folder: upper case, in quotes, of several words or one that we know. */
function codesIn(folder: string): string[] {
  const texts = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    // Probes hold the words of AWS alone, and a user's own step has codes of its own.
    .filter((name) => name.endsWith('.ts') && !OTHERS.test(name.replaceAll(path.sep, '/')))
    .map((name) => read(path.join(folder, name)));
  const codes = texts.flatMap(
    (text) => text.match(/(?<=')(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|WINDOWS|LOCKED)(?=')/g) ?? [],
  );
  return [...new Set(codes)].filter((code) => !FOREIGN.test(code)).sort();
}

/** Every code that a text names. */
const named = (markdown: string) => new Set(markdown.match(/(?<=`)[A-Z][A-Z0-9_]+(?=`)/g) ?? []);

/** Every code in the first column of the README's tables of them. */
function tabled(): Set<string> {
  const section = read('README.md')
    .split(/^## /m)
    .find((text) => text.startsWith('Troubleshooting'));
  return named(section?.match(/^\| `[^|]*\|/gm)?.join('\n') ?? '');
}

test('what a command can fail with is in the README’s table of codes', () => {
  // The soak names codes of rows as well, which it expects.
  const known = new Set([...tabled(), ...codesIn('src')]);
  expect(codesIn('kit').filter((code) => !known.has(code))).toEqual([]);
});

test('what a job or a row can fail with is in docs/architecture.md', () => {
  const documented = named(read('docs/architecture.md'));
  expect(codesIn('src').filter((code) => !documented.has(code))).toEqual([]);
});

test('the README’s table has no code that nothing throws', () => {
  const known = new Set([...codesIn('kit'), ...codesIn('src')]);
  const documented = [...tabled()];
  // csv-parse's own codes come through as they are.
  expect(documented.filter((code) => !known.has(code) && !code.startsWith('CSV_'))).toEqual([]);
  expect(documented.length).toBeGreaterThan(40);
});
