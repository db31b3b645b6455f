import { performance } from 'node:perf_hooks';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import * as v from 'valibot';
import { metadataKey } from '../../../src/csvw/metadata';
import { extract } from '../../../src/extract/extract';
import type { Reading } from '../../../src/formats/reading';
import type { FormatName } from '../../../src/formats/registry';
import type { JobRequest } from '../../../src/ledger/job';
import { load } from '../../../src/load/load';
import type {
  Item,
  ObjectStore,
  ObjectVersion,
  RecordTable,
  StoredObject,
  Upload,
  Written,
} from '../../../src/ports';
import { dataset, decimal, pipeline, reject } from '../../../src/step';
import { textOf } from '../input';
import { noLedger } from '../no-ledger';

export interface CpuTask {
  readonly format: FormatName;
  readonly rows: number;
  readonly runs: number;
}

/** MB of input per second, one value per run. */
export interface CpuTaken {
  readonly extract: number[];
  /** With the user's own step: a schema and a transform. */
  readonly step: number[];
  readonly naiveExtract: number[];
  /** Of CSV, when the delimiter is searched for, and when the text is decoded. */
  readonly auto: number[];
  readonly decoded: number[];
  readonly load: number[];
  readonly naiveLoad: number[];
}

const PART = { rows: 25_000, chars: 8 * 1024 * 1024, cells: 1_000_000 };
const CHUNK_BYTES = 64 * 1024;

/** A bucket in memory that is read in chunks of the same size as from S3. */
class Bucket implements ObjectStore {
  readonly objects = new Map<string, Buffer>();

  async stat(key: string): Promise<ObjectVersion | undefined> {
    const bytes = this.objects.get(key)?.length;
    return bytes === undefined ? undefined : { etag: '0', bytes };
  }

  async open(key: string): Promise<StoredObject | undefined> {
    const object = this.objects.get(key);
    return object && { etag: '0', bytes: object.length, body: chunks(object), close() {} };
  }

  async put(key: string, content: string | Uint8Array): Promise<void> {
    this.objects.set(key, Buffer.from(content as string));
  }

  async upload(key: string, content: string | Uint8Array): Promise<Upload> {
    const bytes = Buffer.from(content as string);
    return { release: async () => void this.objects.set(key, bytes), abandon: async () => {} };
  }
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** A table that accepts every item and keeps none. */
const nowhere: RecordTable = {
  async write(batches: Iterable<Item[]> | AsyncIterable<Item[]>): Promise<Written> {
    let count = 0;
    for await (const items of batches) count += items.length;
    return { count, all: true };
  },
};

/** The naive version, without limits or types: everything in memory at once. */
const naive = {
  rows(format: FormatName, input: Buffer): object[] {
    const text = input.toString('utf8');
    if (format === 'json') return JSON.parse(text);
    if (format === 'ndjson')
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    return parse(text, { columns: true }) as object[];
  },
  extract: (format: FormatName, input: Buffer): Buffer =>
    Buffer.from(stringify(naive.rows(format, input), { header: true })),
  load: (csv: Buffer): number => parse(csv, { columns: true }).length,
};

/** Checks four fields of each row, of which two become numbers, rejects none, and adds one. */
const step = pipeline({
  version: 1,
  datasets: {
    rows: dataset({
      schema: v.looseObject({
        station: v.string(),
        time: v.pipe(v.string(), v.isoTimestamp()),
        temperature: decimal(),
        wind: decimal(),
      }),
      transform: (row) =>
        row.wind < 0 ? reject('WIND_NEGATIVE', 'wind is negative') : { ...row, warm: row.temperature > 15 },
    }),
  },
});

async function main({ format, rows, runs }: CpuTask): Promise<CpuTaken> {
  const input = new Bucket();
  await input.put('rows', [...textOf(format, rows)].join(''));
  const source = input.objects.get('rows') as Buffer;
  const taken: CpuTaken = {
    extract: [],
    step: [],
    naiveExtract: [],
    auto: [],
    decoded: [],
    load: [],
    naiveLoad: [],
  };
  const job: JobRequest = { key: 'rows', dataset: 'rows', format, messageId: 'bench' };
  for (let run = -1; run < runs; run++) {
    const csv = new Bucket();
    const hold = { owner: 'bench', until: Infinity, deadline: Date.now() + 1e9 };
    const limits = { part: PART, job: { bytes: 2 ** 40, rows: 2 ** 40, parts: 2 ** 20 } };
    const extracting = await seconds(() => extract(job, { input, csv, ledger: noLedger }, limits, hold));
    const stepping = await seconds(() =>
      extract(job, { input, csv: new Bucket(), ledger: noLedger }, limits, hold, step),
    );
    const extractAs = (reading: Reading) =>
      seconds(() =>
        extract({ ...job, reading }, { input, csv: new Bucket(), ledger: noLedger }, limits, hold),
      );
    const isCsv = format === 'csv';
    const searching = isCsv ? await extractAs({ delimiter: 'auto' }) : undefined;
    const decoding = isCsv ? await extractAs({ encoding: 'windows-1252' }) : undefined;
    let text: Buffer = Buffer.alloc(0);
    const naiveExtracting = await seconds(async () => {
      text = naive.extract(format, source);
    });
    const parts = [...csv.objects.keys()].filter((key) => csv.objects.has(metadataKey(key)));
    const partBytes = parts.reduce((sum, key) => sum + (csv.objects.get(key)?.length ?? 0), 0);
    const loading = await seconds(async () => {
      for (const key of parts) {
        const loaded = await load(
          { key, etag: '0', written: 0 },
          { csv, records: nowhere, ledger: noLedger },
          Infinity,
        );
        if (loaded.outcome !== 'loaded') throw new Error(loaded.outcome);
      }
    });
    const naiveLoading = await seconds(async () => void naive.load(text));
    if (run < 0) continue; // The engine has to compile the code first.
    taken.extract.push(source.length / 1e6 / extracting);
    taken.step.push(source.length / 1e6 / stepping);
    if (searching) taken.auto.push(source.length / 1e6 / searching);
    if (decoding) taken.decoded.push(source.length / 1e6 / decoding);
    taken.naiveExtract.push(source.length / 1e6 / naiveExtracting);
    taken.load.push(partBytes / 1e6 / loading);
    taken.naiveLoad.push(text.length / 1e6 / naiveLoading);
  }
  return taken;
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

main(JSON.parse(process.argv[2] ?? '')).then(
  (taken) => process.stdout.write(`\n${JSON.stringify(taken)}\n`, () => process.exit()),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => process.exit(1));
  },
);
