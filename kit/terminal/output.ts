import Table from 'cli-table3';
import { stringify as toJson } from 'lossless-json';
import pc from 'picocolors';

/** Prints lines for people; silent when the output is for machines. */
export interface Output {
  readonly json: boolean;
  line(text?: string): void;
  /** Rows of plain cells under a header. */
  table(head: string[], rows: (string | number)[][]): void;
  /** The one JSON value that a command prints with --json. */
  data(value: unknown): void;
}

/** Says what may be wrong, to stderr, so that stdout stays for results. */
export function warn(text: string): void {
  process.stderr.write(`${pc.yellow('⚠')} ${text}\n`);
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
  const line = (text = '') => {
    if (!json) process.stdout.write(`${text}\n`);
  };
  return {
    json,
    line,
    table: (head, rows) => {
      const numeric = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));
      const table = new Table({
        ...BORDERLESS,
        head: head.map((title) => pc.dim(title)),
        colAligns: numeric.map((is) => (is ? 'right' : 'left')),
      });
      table.push(
        ...rows.map((row) =>
          row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
        ),
      );
      line(table.toString().replace(/[ \t]+$/gm, ''));
    },
    data: (value) => {
      if (json) process.stdout.write(`${toJson(value, undefined, 2)}\n`);
    },
  };
}
