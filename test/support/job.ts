import { type Extracted, extract } from '../../src/extract/extract';
import type { FormatName } from '../../src/formats/registry';
import type { JobLimits } from '../../src/job-limits';
import type { JobRequest } from '../../src/ledger/job';
import { type Loaded, load } from '../../src/load/load';
import { noPipeline, type Pipeline } from '../../src/step/pipeline';
import { MemoryLedger } from './memory/ledger';
import { MemoryObjects } from './memory/objects';
import { MemoryRecords } from './memory/records';

/** The whole workflow in memory. Direct calls replace what SQS, S3 and Lambda do. */
export class Workflow {
  readonly input: MemoryObjects;
  readonly csv: MemoryObjects;
  readonly ledger = new MemoryLedger();
  readonly records = new MemoryRecords();
  part = { rows: 1000, chars: 8_000_000, cells: 1_000_000 };
  limits: JobLimits = { bytes: 1e9, rows: 1e6, parts: 1000 };
  /** The user's own step. */
  pipeline: Pipeline = noPipeline;
  /** How long an invocation may work, in ms. */
  time = 60_000;
  private seen = 0;

  constructor(chunkBytes?: number) {
    this.input = new MemoryObjects(chunkBytes);
    this.csv = new MemoryObjects(chunkBytes);
  }

  request(key: string, more: Partial<JobRequest> = {}): JobRequest {
    const [stem = '', extension] = key.split('.');
    return { key, dataset: stem, format: extension as FormatName, messageId: 'm-1', ...more };
  }

  /** Puts an object into the input bucket and processes its job. */
  async extract(
    key: string,
    content: Uint8Array | string,
    more: Partial<JobRequest> = {},
  ): Promise<Extracted> {
    this.input.give(key, content);
    return this.extractRequest(this.request(key, more));
  }

  async extractRequest(request: JobRequest, owner = 'owner'): Promise<Extracted> {
    const limits = { part: this.part, job: this.limits };
    const deadline = Date.now() + this.time;
    return extract(request, this, limits, { owner, until: Date.now() + 60_000, deadline }, this.pipeline);
  }

  async load(key: string, etag?: string, written = 0): Promise<Loaded> {
    const version = etag ?? (await this.csv.stat(key))?.etag ?? '';
    return load({ key, etag: version, written }, this, Date.now() + 60_000, this.pipeline);
  }

  /** Loads every CSV that has appeared since the last call. */
  async loadAll(): Promise<Loaded[]> {
    const news = this.csv.appeared.slice(this.seen).filter((key) => key.endsWith('.csv'));
    this.seen = this.csv.appeared.length;
    const loaded: Loaded[] = [];
    for (const key of news) {
      let part = await this.load(key);
      while (part.outcome === 'paused') part = await this.load(key, undefined, part.written);
      loaded.push(part);
    }
    return loaded;
  }

  /** Returns the lines of all rejects reports. */
  get rejects(): { row: number; code: string; message: string; raw: string }[] {
    const reports = this.csv.keys.filter((key) => key.startsWith('rejects/'));
    return reports.flatMap((key) =>
      this.csv
        .text(key)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  }
}
