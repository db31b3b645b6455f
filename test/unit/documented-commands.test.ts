import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { groups } from '../../kit/commands';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';
import { programOf } from '../../kit/terminal/main';
import { makeUsage } from '../../kit/terminal/variables';

/** Variables that every command takes. */
const SETTINGS = ['ENGINE', 'STAGE', 'SLUICE_PORT', 'SLUICE_ALLOW_ORIGIN'];

const COMMANDS = programOf('', groups).commands;

/** The names of the commands in proof/, whose packages may not be installed. */
const PROOFS = readdirSync(path.join(ROOT, 'proof', 'commands'))
  .map((file) => path.parse(file).name)
  .filter((name) => name !== 'index');

const tracked = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
/** Every file of this checkout; a decision keeps its words. */
const FILES = execFileSync('git', tracked, { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((file) => existsSync(path.join(ROOT, file)) && !file.startsWith('docs/internals/decisions/'));
const PAGES = FILES.filter((file) =>
  /^([A-Z]+\.md|docs\/.*\.(md|yml)|(examples|proof)\/.*\.md|\.github\/.*)$/.test(file),
);

const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** The code on a page: lines of its blocks, spans of its text, steps of a workflow. */
function codeOn(page: string): string[] {
  const text = textOf(page);
  if (page.endsWith('.yml')) return [...text.matchAll(/run: (.*)/g)].map(([, code = '']) => code);
  const BLOCK = /^```.*\n([\s\S]*?)^```/gm;
  const blocks = [...text.matchAll(BLOCK)].flatMap(([, code = '']) => code.split('\n'));
  const spans = [...text.replace(BLOCK, '').matchAll(/`([^`]+)`/g)];
  return [...blocks, ...spans.map(([, code = '']) => code.replace(/\s+/g, ' '))];
}

/** The words of a call of this program, up to a pipe or a redirection. */
function wordsOf(code: string, program: 'make' | './sluice'): string[] {
  const [, call = ''] = /^(?:\$ )?((?:[A-Z_]+=\S+ )*(?:make|\.\/sluice)(?: .*)?$)/.exec(code) ?? [];
  const words = call.replace(/ [|#].*/, '').match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return words.some((word) => word === program) ? words : [];
}

/** The targets that make lists, each with its variables. */
async function listed(): Promise<Map<string, string[]>> {
  const { stdout } = await run('make', ['-s'], { cwd: ROOT, timeoutMs: 10_000 });
  const lines = [...stdout.matchAll(/^ *make (\S+) .*/gm)];
  return new Map(
    lines.map(([line, name = '']) => {
      const command = COMMANDS.find((each) => each.name() === name);
      return [name, (command ? makeUsage(command) : line).match(/[A-Z_]+(?==[…1])/g) ?? []];
    }),
  );
}

test('every call of make that a page shows is one that make lists, with variables that it takes', async () => {
  const targets = await listed();
  const calls = PAGES.flatMap(codeOn)
    .map((code) => wordsOf(code, 'make'))
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

test('a guide with commands that no test runs says so, or names the test that does the same', () => {
  const guides = PAGES.filter(
    (page) => page.startsWith('docs/guides/') && /^```(console|yaml)/m.test(textOf(page)),
  );
  expect(guides.length).toBeGreaterThan(3);
  const silent = guides.filter(
    (page) => !/No test runs the command|\/test\/journeys\/\w+\.test\.ts/.test(textOf(page)),
  );
  expect(silent).toEqual([]);
});

/** The problem of a call of ./sluice; undefined when the call is right. */
function problemOf(words: readonly string[]): string | undefined {
  const at = words.indexOf('./sluice');
  const settings = words.slice(0, at).map((word) => word.split('=')[0] ?? '');
  if (!settings.every((name) => SETTINGS.includes(name))) return 'a variable that is not a setting';
  const [name, ...args] = words.slice(at + 1);
  if (name === undefined || /^(<\w+>|--help|complete)$/.test(name) || PROOFS.includes(name)) return undefined;
  const command = COMMANDS.find((each) => [each.name(), ...each.aliases()].includes(name));
  if (!command) return 'no such command';
  const end = args.indexOf('--');
  const flags = (end < 0 ? args : args.slice(0, end)).filter((word) => word.startsWith('-'));
  return flags.find((word) => !takes(command, word));
}

function takes(command: Command, flag: string): boolean {
  return flag === '--help' || command.options.some(({ long }) => long === flag);
}

test('every call of ./sluice that a page shows is a command, with options that it takes', () => {
  const calls = PAGES.flatMap(codeOn)
    .map((code) => wordsOf(code, './sluice'))
    .filter((words) => words.length > 0);
  expect(calls.filter(problemOf).map((words) => words.join(' '))).toEqual([]);
  expect(calls.length).toBeGreaterThan(40);
  expect(problemOf(['./sluice', 'rows', '--datset', 'cars'])).toBe('--datset');
  expect(problemOf(['./sluice', 'row'])).toBe('no such command');
});

test('pages, messages and comments say ./sluice for a command that make does not list', async () => {
  const targets = await listed();
  const unlisted = [...COMMANDS.map((each) => each.name()), ...PROOFS].filter((name) => !targets.has(name));
  const call = new RegExp(`\\bmake (?:${unlisted.join('|')})(?![\\w-])`, 'g');
  const wrong = FILES.filter((file) =>
    /^([A-Z]+\.md$|\.ci\/|\.github\/|[a-z-]+\.yml$|(docs|examples|kit|proof|seed|src|stack)\/.*\.(md|ts|js|mjs|yml)$)/.test(
      file,
    ),
  ).flatMap((file) => [...textOf(file).matchAll(call)].map(([words]) => `${file}: ${words}`));
  expect(wrong).toEqual([]);
  expect('make rows'.match(call)).toHaveLength(1);
});

/** Pages that show only variables of make. Other pages also show the environment of functions and engines. */
const OF_MAKE = PAGES.filter((page) => /^[A-Z]+\.md$|docs\/(start|concepts|guides\/(?!without))/.test(page));

test('make takes every variable that the README, CONTRIBUTING.md and the guides name', async () => {
  const taken = [...SETTINGS, ...[...(await listed()).values()].flat()];
  const spoken = OF_MAKE.flatMap(codeOn).flatMap((code) => /^[A-Z_]+(?==)/.exec(code) ?? []);
  expect(spoken.filter((name) => !taken.includes(name))).toEqual([]);
  expect(spoken.length).toBeGreaterThan(10);
});
