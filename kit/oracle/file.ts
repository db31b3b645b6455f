import { gzipSync } from 'node:zlib';
import { csvRows } from './csv-rows';
import type { Dice } from './dice';
import { keyOf, type SoakRow } from './expected';
import { type Identity, jsonRows } from './json-rows';

/** Texts without rows, in each format that the soak sends. */
const EMPTY = {
  json: ['', '[]', ' [ \n ] \n'],
  ndjson: ['', '\n', '\r\n \n\t\n'],
  csv: ['', 'id,a\n', 'id,a\r\n', '"a"'],
  tsv: ['', 'id\ta\n', 'a\r\n'],
};

export type Format = keyof typeof EMPTY;
export const FORMATS = Object.keys(EMPTY) as Format[];

export interface SoakFile {
  readonly body: Buffer;
  readonly rows: readonly SoakRow[];
}

export interface FileOptions {
  readonly format: Format;
  readonly dataset: string;
  readonly identity: Identity;
  readonly count: number;
  readonly gzip: boolean;
}

/** Returns a file with this many rows, in one of the spellings that its format allows. */
export function someFile(dice: Dice, options: FileOptions): SoakFile {
  const { format, dataset, identity, count, gzip } = options;
  const bad = dice.one([0, 0, 0.1, 0.5]);
  const made =
    format === 'json' || format === 'ndjson'
      ? fromJson(dice, options, jsonRows(dice, { dataset, identity, count, bad, lines: format === 'ndjson' }))
      : fromCsv(
          dice,
          csvRows(dice, { dataset, identity, count, bad, delimiter: format === 'csv' ? ',' : '\t' }),
        );
  return { rows: made.rows, body: packed(dice, made.text, gzip) };
}

/** Returns a file without rows. */
export function emptyFile(dice: Dice, { format, gzip }: Pick<FileOptions, 'format' | 'gzip'>): Buffer {
  return packed(dice, dice.one(EMPTY[format]), gzip);
}

function packed(dice: Dice, text: string, gzip: boolean): Buffer {
  const body = Buffer.from(`${dice.chance(0.1) ? '\uFEFF' : ''}${text}`);
  return gzip ? gzipSync(body) : body;
}

type Made = { readonly text: string; readonly rows: readonly SoakRow[] };

function fromJson(dice: Dice, { format, identity, dataset }: FileOptions, rows: SoakRow[]): Made {
  if (format === 'json') {
    const space = dice.one(['', ' ', '\n', '\r\n\t']);
    return {
      rows,
      text: `[${space}${rows.map(({ text }) => text).join(`${space},${space}`)}${space}]${space}`,
    };
  }
  const end = dice.one(['\n', '\r\n']);
  const lines: string[] = [];
  const numbered = rows.map((row) => {
    // Empty lines are counted, but are not rows.
    if (dice.chance(0.05)) lines.push(dice.one(['', ' ', '\t']));
    lines.push(row.text);
    const at = lines.length;
    const key = identity === 'number' && 'key' in row && { key: keyOf(dataset, [String(at)]) };
    return { ...row, row: at, ...key };
  });
  return { text: lines.join(end) + (dice.chance(0.5) ? end : ''), rows: numbered };
}

function fromCsv(dice: Dice, { header, rows }: { header: string; rows: SoakRow[] }): Made {
  const end = dice.one(['\n', '\r\n']);
  const text = [header, ...rows.map((row) => row.text)].join(end);
  return { rows, text: text + (dice.chance(0.5) ? end : '') };
}
