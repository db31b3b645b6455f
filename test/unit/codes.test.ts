import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CODES as KIT, wayOut } from '../../kit/codes';
import { errorsPage } from '../../kit/docs/errors';
import { ROOT } from '../../kit/session';
import { CODES, PERMANENT, REJECTED, RETRYABLE, WARNINGS } from '../../src/codes';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** The folders that may throw the codes of each table. proof/ uses the kit's. */
const FOLDERS = { src: ['src'], kit: ['kit', 'proof'] };

/** Files to skip: the tables themselves, the user's own step (which has its own codes) and packages. */
const NEITHER = /^(codes|pipeline)\.ts$|node_modules/;

/** The TypeScript files that may throw the codes of a table. */
function sourceOf(table: keyof typeof FOLDERS): string {
  return FOLDERS[table]
    .flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !NEITHER.test(name))
        .map((name) => read(path.join(folder, name))),
    )
    .join('\n');
}

test.each([
  ['src', { ...CODES, ...WARNINGS }],
  ['kit', KIT],
] as const)('every code in the table of %s is thrown somewhere', (folder, table) => {
  const source = sourceOf(folder);
  const unused = Object.keys(table).filter((code) => !source.includes(`'${code}'`));
  expect(unused).toEqual([]);
});

test('every code that is thrown, in src or kit, is in its table', () => {
  const thrown = (folder: keyof typeof FOLDERS, call: RegExp) =>
    new Set([...sourceOf(folder).matchAll(call)].map(([, code]) => code as string));
  const src = thrown('src', /new (?:PermanentFailure|RetryableFailure|RowRejected)\(\s*'([A-Z0-9_]+)'/g);
  const kit = thrown('kit', /(?:new KitError|\bproblem)\(\s*'([A-Z0-9_]+)'/g);
  expect([...src].filter((code) => !(code in CODES))).toEqual([]);
  expect([...kit].filter((code) => !(code in KIT))).toEqual([]);
  expect([src.size, kit.size]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(Math.min(src.size, kit.size)).toBeGreaterThan(30);
});

test('no code means two things', () => {
  const all = [PERMANENT, RETRYABLE, REJECTED, WARNINGS, KIT].flatMap((table) => Object.keys(table));
  expect(all.filter((code, i) => all.indexOf(code) !== i)).toEqual([]);
});

test('docs/reference/errors.md matches the tables; if it does not, run: npm run docs', () => {
  expect(read('docs/reference/errors.md')).toBe(errorsPage());
});

test('the troubleshooting guide shows at most ten codes, each as in the tables', () => {
  const page = read('docs/guides/troubleshooting.md');
  const codes = page.match(/(?<=^\| `)[A-Z0-9_]+(?=`)/gm) ?? [];
  expect(codes.length).toBeGreaterThan(3);
  expect(codes.length).toBeLessThanOrEqual(10);
  expect(codes.filter((code) => !(code in CODES) && !(code in KIT))).toEqual([]);
});

describe('The advice for a dead letter', () => {
  test('comes from its code', () => {
    expect(wayOut('TOO_MANY_ROWS')).toBe(CODES.TOO_MANY_ROWS.fix);
  });

  test.each(['SlowDown', 'toString', undefined])('is a general one when the code is %s', (code) => {
    expect(wayOut(code)).toBe(CODES.UNEXPECTED.fix);
  });
});
