import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { stringify as toJson } from 'lossless-json';
import { dim, printable, visible, visibleInLine, yellow } from './style';

/**
 * Prints for people, and prints nothing when the output is for machines. Like every function of this file, it makes
 * visible the control characters that text from files, keys, logs and messages may hold.
 */
export interface Output {
  readonly json: boolean;
  line(text?: string): void;
  /**
   * Prints rows of plain cells under a header. On a terminal that is too narrow, a last column without a title is printed
   * below each row.
   */
  table(head: string[], rows: (string | number)[][]): void;
  /** Prints the one JSON value of a command with --json. */
  data(value: unknown): void;
}

/** Prints a warning to stderr, so that stdout stays for results. */
export function warn(text: string): void {
  note(`${yellow('⚠')} ${text}`);
}

/** Prints a line to stderr. */
export function note(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Prints a line of text or JSON to stdout, even when the output is for machines. */
export function line(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** Writes a document to stdout: unchanged to a file or a pipe, with visible control characters to a terminal. */
export function document(bytes: Uint8Array): void {
  process.stdout.write(process.stdout.isTTY ? visible(Buffer.from(bytes).toString()) : bytes);
}

/** Clears the terminal; does nothing elsewhere. */
export function clear(): void {
  if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H');
}

const BORDERLESS = {
  chars: Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
      .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
      .map((name) => [name, name === 'middle' ? '  ' : '']),
  ),
  style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
};

export function output(json: boolean): Output {
  return {
    json,
    line: (text = '') => {
      if (!json) line(text);
    },
    table: (head, rows) => {
      if (json) return;
      const whole = tableText(head, rows);
      const narrow = head.at(-1) === '' && process.stdout.isTTY && widest(whole) > process.stdout.columns;
      process.stdout.write(`${narrow ? stacked(head, rows) : whole}\n`);
    },
    // JSON means the same with a control character escaped.
    data: (value) => {
      if (json) line(toJson(value, undefined, 2) ?? 'null');
    },
  };
}

function tableText(head: readonly string[], rows: readonly (string | number)[][]): string {
  const numeric = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
  const table = new Table({
    ...BORDERLESS,
    head: head.map((title) => printable(dim(title))),
    colAligns: numeric.map((is) => (is ? 'right' : 'left')),
  });
  table.push(...rows.map((row) => row.map(cellText)));
  return table.toString().replace(/[ \t]+$/gm, '');
}

function cellText(cell: string | number): string {
  return typeof cell === 'number' ? cell.toLocaleString('en') : printable(cell, visibleInLine);
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map((one) => stripVTControlCharacters(one).length));
}

/** Returns a table with the last cell of each row below the others. */
function stacked(head: readonly string[], rows: readonly (string | number)[][]): string {
  const [titles = '', ...lines] = tableText(
    head.slice(0, -1),
    rows.map((row) => row.slice(0, -1)),
  ).split('\n');
  const below = rows.map((row) => cellText(row.at(-1) ?? ''));
  return [titles, ...lines.flatMap((one, i) => [one, ...(below[i] ? [`  ${below[i]}`] : [])])].join('\n');
}
