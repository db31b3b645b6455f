import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';

/** Variables that every command takes. */
const SETTINGS = ['ENGINE', 'STAGE', 'SLUICE_PORT', 'SLUICE_ALLOW_ORIGIN'];

const PAGES = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs'), ...filesIn('.github')];

function filesIn(folder: string): string[] {
  const all = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return all.filter((file) => /\.(md|yml)$/.test(file)).map((file) => path.join(folder, file));
}

/** The code on a page: lines of its blocks, spans of its text, steps of a workflow. */
function codeOn(page: string): string[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  if (page.endsWith('.yml')) return [...text.matchAll(/run: (.*)/g)].map(([, code = '']) => code);
  const BLOCK = /^```.*\n([\s\S]*?)^```/gm;
  const blocks = [...text.matchAll(BLOCK)].flatMap(([, code = '']) => code.split('\n'));
  const spans = [...text.replace(BLOCK, '').matchAll(/`([^`]+)`/g)];
  return [...blocks, ...spans.map(([, code = '']) => code.replace(/\s+/g, ' '))];
}

/** The words of a call of make, up to a pipe or a redirection. */
function wordsOf(code: string): string[] {
  const call = /^(?:\$ )?((?:[A-Z_]+=\S+ )*make( |$).*)/.exec(code)?.[1] ?? '';
  return call.replace(/ [|#].*/, '').match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
}

/** The targets that make lists, each with its variables. */
async function listed(): Promise<Map<string, string[]>> {
  const { stdout } = await run('make', ['-s'], { cwd: ROOT, timeoutMs: 10_000 });
  const lines = stdout.split('\n').map((line) => line.trim().split(/ +/));
  return new Map(
    lines.map(([, name = '', ...words]) => [name, words.join(' ').match(/[A-Z_]+(?==[…1])/g) ?? []]),
  );
}

test('every call of make that a page shows has a target that exists, and variables that the target takes', async () => {
  const targets = await listed();
  const calls = PAGES.flatMap(codeOn)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const wrong = calls.filter((words) => {
    const names = words.filter((word) => /^[a-z]/.test(word) && word !== 'make');
    const taken = [...SETTINGS, ...names.flatMap((name) => targets.get(name) ?? [])];
    const given = words.flatMap((word) => /^[A-Z_]+(?==)/.exec(word) ?? []);
    return !names.every((name) => targets.has(name)) || !given.every((name) => taken.includes(name));
  });
  expect(wrong).toEqual([]);
  expect(calls.length).toBeGreaterThan(20);
});

/** Pages that show only variables of make. Other pages also show the environment of functions and engines. */
const OF_MAKE = PAGES.filter((page) => /^[A-Z]+\.md$|docs\/(start|concepts|guides\/(?!without))/.test(page));

test('make takes every variable that the README, CONTRIBUTING.md and the guides name', async () => {
  const taken = [...SETTINGS, ...[...(await listed()).values()].flat()];
  const spoken = OF_MAKE.flatMap(codeOn).flatMap((code) => /^[A-Z_]+(?==)/.exec(code) ?? []);
  expect(spoken.filter((name) => !taken.includes(name))).toEqual([]);
  expect(spoken.length).toBeGreaterThan(10);
});
