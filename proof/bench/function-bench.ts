import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { FormatName } from '../../src/formats/registry';
import { jobLimits } from '../../src/job-limits';
import { bundled, callFunction, WORK } from './child';
import { writeInput } from './input';
import { ETAG, InstantAws } from './instant-aws';
import type { FunctionTaken } from './processes/function';
import { SHAPES, type Shape, writeShape } from './shapes';

/** Seconds of extract's timeout on AWS, from which the limits of a job follow. */
const TIMEOUT = 900;

/** The time and memory of a function, and its input in bytes before compression. */
export type ShapeTaken = FunctionTaken & { readonly bytes: number };

/** Runs the deployed bundles of both functions, each call in a separate process, on an AWS that answers at once. */
export class FunctionBench {
  private constructor(
    private readonly aws: InstantAws,
    private readonly bundles: { extract: string; load: string },
  ) {}

  static async open(): Promise<FunctionBench> {
    rmSync(WORK, { recursive: true, force: true });
    mkdirSync(path.join(WORK, 's3'), { recursive: true });
    const [extract, load] = [await bundled('extract'), await bundled('load')];
    return new FunctionBench(await InstantAws.start(path.join(WORK, 's3')), {
      extract,
      load,
    });
  }

  /** Makes a file of the input bucket. Returns its key. */
  async give(format: FormatName, rows: number): Promise<string> {
    const key = `${rows}.${format}`;
    await writeInput(this.aws.file('input', key), format, rows);
    return key;
  }

  /** Extracts files of the input bucket; their parts are in the csv bucket then, and those of the files before. */
  async extract(keys: readonly string[], before: readonly string[] = []): Promise<FunctionTaken> {
    this.aws.empty('csv');
    const task = { bundle: this.bundles.extract, before: before.map(message), events: keys.map(message) };
    return callFunction(this.aws.endpoint, task);
  }

  /**
   * Extracts files of one shape in one call, each as large as asked for, or as a job may be in a batch of that size.
   * @param bytes of all files together, before compression
   */
  async extractShape(name: string, bytes: number, files = 1): Promise<ShapeTaken> {
    const shape = SHAPES[name] as Shape;
    const keys = Array.from({ length: files }, (_, i) => `shape-${i}.${shape.format}`);
    const limits = jobLimits(TIMEOUT, files);
    let written = 0;
    for (const key of keys) {
      written += await writeShape(this.aws.file('input', key), shape, bytes / files, limits);
    }
    this.aws.empty('csv');
    const event = { Records: keys.flatMap((key) => message(key).Records) };
    const settings = { SLUICE_EXTRACT_TIMEOUT: String(TIMEOUT), SLUICE_EXTRACT_BATCH: String(files) };
    const task = { bundle: this.bundles.extract, before: [], events: [event] };
    const taken = await callFunction(this.aws.endpoint, task, settings);
    this.aws.empty('csv');
    return { ...taken, bytes: written };
  }

  /** Loads a CSV that was not extracted. */
  async loadLone(bytes: number): Promise<FunctionTaken> {
    const key = 'lone.csv';
    await writeShape(this.aws.file('csv', key), SHAPES['dense CSV'] as Shape, bytes, jobLimits(TIMEOUT, 1));
    return this.load([key]);
  }

  /** The parts that are in the csv bucket. */
  parts(input: string): string[] {
    const [stem] = input.split('.');
    return this.aws.keys('csv').filter((key) => key.startsWith(`${stem}/`) && key.endsWith('.csv'));
  }

  async load(parts: readonly string[], before: readonly string[] = []): Promise<FunctionTaken> {
    const task = { bundle: this.bundles.load, before: before.map(created), events: parts.map(created) };
    return callFunction(this.aws.endpoint, task);
  }

  close(): void {
    this.aws.close();
    rmSync(WORK, { recursive: true, force: true });
  }
}

function message(key: string) {
  const body = JSON.stringify({ key, id: ['id'] });
  const attributes = { ApproximateReceiveCount: '1' };
  const eventSourceARN = 'arn:aws:sqs:us-east-1:000000000000:jobs';
  return {
    Records: [
      { messageId: 'm', receiptHandle: 'r', body, attributes, eventSource: 'aws:sqs', eventSourceARN },
    ],
  };
}

function created(key: string) {
  const object = { key: key.split('/').map(encodeURIComponent).join('/'), eTag: ETAG };
  return { Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'csv' }, object } }] };
}
