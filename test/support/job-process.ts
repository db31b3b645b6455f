import { extract } from '../../src/extract/extract';
import type { FormatName } from '../../src/formats/registry';
import type { JobRequest } from '../../src/ledger/job';
import type { Ledger, ObjectStore } from '../../src/ports';

/** A file: its number of rows and the text of each. */
interface File {
  readonly format: FormatName;
  readonly head?: string;
  readonly rows: number;
  row(n: number): string;
}

const columns = Array.from({ length: 2000 }, (_, i) => `c${i}`);

const FILES: Record<string, File> = {
  sparse: { format: 'ndjson', rows: 25_000, row: (n) => `{"id":${n},"k${n % 500}":1}\n` },
  wide: {
    format: 'csv',
    head: `${columns.slice(0, 200)}\n`,
    rows: 50_000,
    row: () => `${'1,'.repeat(199)}1\n`,
  },
  late: {
    ...{ format: 'ndjson', rows: 25_000 },
    row: (n) => (n === 24_998 ? `{"id":1,${columns.map((name) => `"${name}":1`)}}\n` : '{"id":1}\n'),
  },
  gapped: { format: 'ndjson', rows: 500_000, row: (n) => `{"id":${n % 9}}\n\n` },
  rejected: { format: 'ndjson', rows: 500_000, row: (n) => `{"${n % 2 ? 'id' : 'ID'}":${n % 9}}\n` },
  columns: { format: 'ndjson', rows: 20_000, row: (n) => `{"id":${n},"k${n % 4000}":1}\n` },
};

/** The memory that a job uses, in bytes. */
export interface Taken {
  /** The peak memory of the process. */
  readonly peak: number;
  /** The memory when all parts are uploaded and none is released. */
  readonly kept: number;
}

/** Extracts a file on an S3 that stores nothing. */
async function main(name: string): Promise<Taken> {
  const { format, head = '', rows, row } = FILES[name] as File;
  let bytes = head.length;
  for (let n = 0; n < rows; n++) bytes += row(n).length;
  async function* body() {
    let chunk = head;
    for (let n = 0; n < rows; n++) {
      chunk += row(n);
      if (chunk.length < 65_536) continue;
      yield Buffer.from(chunk);
      chunk = '';
    }
    yield Buffer.from(chunk);
  }
  const version = { etag: 'e', bytes };
  const held = () => {
    global.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  let kept: number | undefined;
  const store: ObjectStore = {
    stat: async () => version,
    open: async () => ({ ...version, body: body(), close() {} }),
    upload: async () => ({ release: async () => {}, abandon: async () => {} }),
    put: async (key) => {
      if (key.endsWith('-metadata.json')) kept ??= held() - before;
    },
  };
  const ledger = { claim: async () => 'claimed', extracted: async () => {}, failed: async () => {} };
  const id = format === 'ndjson' && { id: ['id'] };
  const request: JobRequest = { key: 'k', dataset: 'd', format, ...id, messageId: 'm' };
  const part = { rows: 25_000, chars: 8 * 1024 * 1024, cells: 1_000_000 };
  const job = { bytes: 2 ** 32, rows: 2 ** 32, parts: 10_000 };
  const limits = { part, job };
  const before = held();
  const ports = { input: store, csv: store, ledger: ledger as unknown as Ledger };
  await extract(request, ports, limits, { owner: 'o', until: Infinity, deadline: Date.now() + 1e9 });
  return { peak: process.resourceUsage().maxRSS * 1024, kept: kept ?? 0 };
}

main(process.argv[2] ?? '').then((taken) => console.log(JSON.stringify(taken)));
