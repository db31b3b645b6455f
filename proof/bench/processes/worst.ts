import { createGzip } from 'node:zlib';
import { extract } from '../../../src/extract/extract';
import type { FormatName } from '../../../src/formats/registry';
import type { JobRequest } from '../../../src/ledger/job';
import type { ObjectStore } from '../../../src/ports';
import { noLedger } from '../no-ledger';

/**
 * Measures the worst case of extract, for the figures in src/job-limits.ts: `npx tsx proof/bench/processes/worst.ts`.
 * Each input is the slowest of its kind: per byte, per row, or per part. Nothing is stored, so only the code is
 * measured, in processor time, because the machine may have other work.
 */

const PART = { rows: 25_000, chars: 8 * 1024 * 1024, cells: 1_000_000 };
const LINES = 2000;

interface Worst {
  readonly name: string;
  readonly format: FormatName;
  readonly head?: string;
  /** Returns the line of a number, which is always the same. */
  line(n: number): string;
  readonly lines: number;
  readonly gzip?: boolean;
}

const wide = (cell: (i: number) => string, columns = 200) =>
  Array.from({ length: columns }, (_, i) => cell(i)).join(',');
const json = (value: (i: number) => string, fields: number) =>
  `{${wide((i) => `"${i}":${value(i)}`, fields)}}`;

const INPUTS: readonly Worst[] = [
  {
    name: 'CSV of 200 columns of a character',
    format: 'csv',
    head: wide((i) => `c${i}`),
    line: (n) => wide((i) => String((n + i) % 10)),
    lines: 60_000,
  },
  {
    name: 'CSV of quoted cells',
    format: 'csv',
    head: wide((i) => `c${i}`, 20),
    line: (n) => wide((i) => `"${n} ""${i}"""`, 20),
    lines: 100_000,
  },
  {
    name: 'CSV of long texts',
    format: 'csv',
    head: 'id,text',
    line: (n) => `${n},${'x'.repeat(1000)}`,
    lines: 60_000,
  },
  { name: 'CSV of two short columns', format: 'csv', head: 'id,a', line: (n) => `${n},1`, lines: 1_000_000 },
  {
    name: 'NDJSON of 50 small numbers',
    format: 'ndjson',
    line: (n) => json((i) => String((n * i) % 10), 50),
    lines: 60_000,
  },
  {
    name: 'NDJSON of long numbers',
    format: 'ndjson',
    line: (n) => `{"a":[${wide((i) => `12345678901234567890${(n + i) % 10}`, 50)}]}`,
    lines: 20_000,
  },
  {
    name: 'NDJSON of long numbers, gzipped',
    format: 'ndjson',
    gzip: true,
    line: (n) => `{"a":[${wide((i) => `12345678901234567890${(n + i) % 10}`, 50)}]}`,
    lines: 20_000,
  },
  {
    name: 'NDJSON of nested lists',
    format: 'ndjson',
    line: () => `{"a":[${wide(() => '[0]', 200)}]}`,
    lines: 60_000,
  },
  { name: 'NDJSON of an id', format: 'ndjson', line: (n) => `{"id":${n}}`, lines: 1_000_000 },
  { name: 'JSON of an id', format: 'json', line: (n) => `{"id":${n}},`, lines: 1_000_000 },
  { name: 'NDJSON of invalid lines', format: 'ndjson', line: () => 'x', lines: 500_000 },
  { name: 'NDJSON of empty lines', format: 'ndjson', line: () => '', lines: 20_000_000 },
  {
    name: 'NDJSON whose rows have other fields',
    format: 'ndjson',
    line: (n) => `{"${n % 4000}":1}`,
    lines: 25_000,
  },
];

async function* textOf({ format, head, line, lines }: Worst): AsyncGenerator<Buffer> {
  yield Buffer.from(format === 'json' ? '[' : head === undefined ? '' : `${head}\n`);
  for (let n = 0; n < lines; n += LINES) {
    const some = Array.from({ length: Math.min(LINES, lines - n) }, (_, i) => `${line(n + i)}\n`).join('');
    yield Buffer.from(format === 'json' && n + LINES >= lines ? `${some.trimEnd().slice(0, -1)}]` : some);
  }
}

/** Returns the whole input, compressed if the case is. Called before time is measured. */
async function bytesOf(input: Worst): Promise<{ sent: Buffer; bytes: number }> {
  const chunks: Buffer[] = [];
  for await (const chunk of textOf(input)) chunks.push(chunk);
  const text = Buffer.concat(chunks);
  if (!input.gzip) return { sent: text, bytes: text.length };
  const zipped: Buffer[] = [];
  for await (const chunk of createGzip().end(text)) zipped.push(chunk);
  return { sent: Buffer.concat(zipped), bytes: text.length };
}

async function main(): Promise<void> {
  for (const input of INPUTS) {
    const { sent, bytes } = await bytesOf(input);
    const body = async function* () {
      for (let at = 0; at < sent.length; at += 65_536) yield sent.subarray(at, at + 65_536);
    };
    const store: ObjectStore = {
      stat: async () => ({ etag: '', bytes: sent.length }),
      open: async () => ({ etag: '', bytes: sent.length, body: body(), close() {} }),
      put: async () => {},
      upload: async (_, content) => {
        Buffer.from(content); // Copies like the SDK.
        return { release: async () => {}, abandon: async () => {} };
      },
    };
    const job: JobRequest = { key: 'k', dataset: 'd', format: input.format, messageId: 'm' };
    const limits = {
      part: PART,
      job: { bytes: 2 ** 40, rows: 2 ** 40, parts: 2 ** 20 },
    };
    const start = process.cpuUsage();
    const { parts, rows } = await extract(job, { input: store, csv: store, ledger: noLedger }, limits, {
      owner: '',
      until: Infinity,
      deadline: Date.now() + 1e9,
    });
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    const per = (count = 0, unit = 1e6) => (count === 0 ? '-' : ((seconds / count) * unit).toFixed(2));
    console.log(
      `${input.name}: ${seconds.toFixed(2)} s; ${(bytes / 1e6 / seconds).toFixed(1)} MB/s, ${per(rows)} µs a row, ${per(parts, 1e3)} ms a part (${parts})`,
    );
  }
}

void main();
