import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { FormatName } from '../../src/formats/registry';
import type { JobLimits } from '../../src/job-limits';
import { rowOf, textOf } from './input';

/** A kind of file, described by its content. */
export interface Shape {
  readonly format: FormatName;
  readonly gzip?: true;
  /** Enough columns to fill parts by cells. */
  readonly columns?: number;
  /** The text before, between and after the rows. */
  readonly head?: string;
  readonly between: string;
  readonly tail: string;
  /** Returns a row by its number, from 0. */
  row(n: number): string;
}

const lines = { between: '\n', tail: '\n' };
const array = { head: '[', between: ',\n', tail: ']' };
const dense = (n: number) => JSON.stringify(rowOf(n));
const id = (n: number) => `{"id":${n}}`;
const WIDE = Array.from({ length: 999 }, (_, i) => `c${i + 1}`);
const wideFields = WIDE.map((name) => `"${name}":0`).join(',');

export const SHAPES: Readonly<Record<string, Shape>> = {
  'dense NDJSON': { format: 'ndjson', ...lines, row: dense },
  'dense JSON array': { format: 'json', ...array, row: dense },
  'dense CSV': { format: 'csv', ...lines, head: `${csvLines(0)[0]}\n`, row: (n) => csvLines(n)[1] as string },
  'dense NDJSON, gzipped': { format: 'ndjson', gzip: true, ...lines, row: dense },
  'NDJSON of an id': { format: 'ndjson', ...lines, row: id },
  'JSON array of an id': { format: 'json', ...array, row: id },
  'CSV of an id': { format: 'csv', ...lines, head: 'id\n', row: String },
  'wide NDJSON, 1,000 fields': {
    ...{ format: 'ndjson', ...lines, columns: 1000 },
    row: (n) => `{"id":${n},${wideFields}}`,
  },
  'wide CSV, 1,000 columns': {
    ...{ format: 'csv', ...lines, columns: 1000, head: `id,${WIDE}\n` },
    row: (n) => n + ',0'.repeat(WIDE.length),
  },
  'sparse NDJSON, 2 of 4,001 fields': {
    ...{ format: 'ndjson', ...lines, columns: 4001 },
    row: (n) => `{"id":${n},"k${n % 4000}":1}`,
  },
  'gapped NDJSON, each second line blank': { format: 'ndjson', between: '\n\n', tail: '\n', row: id },
  'NDJSON, each second row rejected': {
    ...{ format: 'ndjson', ...lines },
    row: (n) => (n % 2 === 0 ? id(n) : id(n).replace('id', 'ID')),
  },
  'NDJSON, every row rejected': { format: 'ndjson', ...lines, row: (n) => dense(n).replace('id', 'ID') },
  'CSV, every row rejected': { format: 'csv', ...lines, head: 'id,a\n', row: String },
};

/** Returns the header and the row of a number. */
function csvLines(n: number): string[] {
  return [...textOf('csv', 1, n)].join('').split('\n');
}

/** The approximate number of cells in a full part. */
const PART_CELLS = 1_000_000;

/**
 * Writes a file of a shape, with the requested number of bytes before compression or as many rows as a job may have.
 * @returns the bytes before compression
 */
export async function writeShape(
  file: string,
  shape: Shape,
  bytes: number,
  limits: JobLimits,
): Promise<number> {
  const { head = '', between, tail, row, columns = 1, gzip } = shape;
  const most = Math.min(limits.rows, Math.floor((0.95 * limits.parts * PART_CELLS) / columns));
  const enough = Math.min(bytes, 0.99 * limits.bytes);
  let written = 0;
  function* text() {
    let chunk = head;
    for (let n = 0; n < most && written + chunk.length < enough; n++) {
      chunk += (n === 0 ? '' : between) + row(n);
      if (chunk.length < 65_536) continue;
      yield chunk;
      written += chunk.length;
      chunk = '';
    }
    chunk += tail;
    yield chunk;
    written += chunk.length;
  }
  const out = createWriteStream(file);
  await (gzip ? pipeline(text, createGzip(), out) : pipeline(text, out));
  return written;
}
