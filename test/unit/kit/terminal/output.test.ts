import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import { ROOT } from '../../../../kit/session';
import { document, line, note, output, warn } from '../../../../kit/terminal/output';
import { bold, green } from '../../../../kit/terminal/style';

/** Clears the screen, sets the title and hides text, in 7-bit and 8-bit codes; reverses the line. */
const HOSTILE = '\u001b[2J\u001b]0;mine\u0007\u001b[8m\u009b2J\u007f\r\b\u0000\u202eab';
const SHOWN = '\\u001b[2J\\u001b]0;mine\\u0007\\u001b[8m\\u009b2J\\u007f\\r\\u0008\\u0000\\u202eab';

let written: (string | Uint8Array)[];
beforeEach(() => {
  written = [];
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => written.push(text) > 0);
});
afterEach(() => jest.restoreAllMocks());

function onTerminal(is: boolean): void {
  Object.defineProperty(process.stdout, 'isTTY', { value: is, configurable: true });
}
const wasTerminal = process.stdout.isTTY;
afterEach(() => onTerminal(wasTerminal));

const out = output(false);
test.each([
  ['a line', () => out.line(HOSTILE)],
  ['a cell', () => out.table(['title'], [[HOSTILE]])],
  ['a log', () => line(HOSTILE)],
  ['an error', () => note(HOSTILE)],
  ['a warning', () => warn(HOSTILE)],
  ['an object', () => document(Buffer.from(HOSTILE))],
])('%s shows control characters, and the terminal obeys none', (_, print) => {
  onTerminal(true);
  print();
  expect(written.join('')).toContain(SHOWN);
  expect(written.join('')).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
});

test('JSON has no control characters either, and keeps the same text', () => {
  output(true).data({ [HOSTILE]: HOSTILE });
  expect(written.join('')).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  expect(JSON.parse(written.join(''))).toEqual({ [HOSTILE]: HOSTILE });
});

test('tabs and line ends are kept where they are harmless', () => {
  onTerminal(true);
  document(Buffer.from('a\tb\r\nc\n'));
  expect(written.splice(0)).toEqual(['a\tb\r\nc\n']);
  out.line('a\tb\nc');
  expect(written.splice(0)).toEqual(['a\tb\nc\n']);
  out.table(['title', 'next'], [['a\tb\nc', 'd']]);
  expect(written.join('').split('\n').slice(1)).toEqual(['a\\tb\\nc  d', '']);
});

test('a table that is too wide for the terminal has its verdicts below the rows, and loses nothing', () => {
  const print = (columns: number) => {
    Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true });
    out.table(
      ['input', 'rows', ''],
      [
        ['a.json', 7, '✔ every row'],
        ['b.json', 12, ''],
        ['c.json', 1, '✘ one'],
      ],
    );
    return written.splice(0).join('');
  };
  onTerminal(true);
  const wide = 'input   rows\na.json     7  ✔ every row\nb.json    12\nc.json     1  ✘ one\n';
  const narrow = 'input   rows\na.json     7\n  ✔ every row\nb.json    12\nc.json     1\n  ✘ one\n';
  expect(print(40)).toBe(wide);
  expect(print(20)).toBe(narrow);
  onTerminal(false);
  expect(print(20)).toBe(wide);
});

test('an object is written to a file or a pipe byte for byte', () => {
  onTerminal(false);
  const bytes = Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0xff, 0xfe, 0x0d]);
  document(bytes);
  expect(written).toEqual([bytes]);
});

test('our own colours are kept, and colours in data are not', () => {
  jest.replaceProperty(pc, 'isColorSupported', true);
  out.line(`${green('✔')} ${bold('\u001b[31mred')}`);
  expect(written.splice(0)).toEqual(['\u001b[32m✔\u001b[39m \u001b[1m\\u001b[31mred\u001b[22m\n']);
  out.table(['title', 'next'], [[green('ok'), 'one']]);
  expect(written.join('')).toBe(
    '\u001b[2mtitle\u001b[22m  \u001b[2mnext\u001b[22m\n\u001b[32mok\u001b[39m     one\n',
  );
});

test('every command prints through output.ts only', () => {
  const folders = ['kit/commands', 'kit/terminal'];
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder)).map((name) => `${folder}/${name}`),
  );
  expect(files).toContain('kit/terminal/output.ts');
  const writing = files.filter((file) =>
    /\bconsole\.|std(out|err)\.write|'picocolors'/.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );
  expect(writing).toEqual(['kit/terminal/output.ts', 'kit/terminal/style.ts']);
});
