import { Semaphore } from 'async-mutex';
import { PermanentFailure, RetryableFailure, RowRejected } from '../errors';
import { type Job, type JobRequest, jobOf } from '../ledger/job';
import type { Ledger, Progress } from '../ledger/receipt';
import type { ObjectStore, ObjectVersion } from '../objects';
import { type IdColumns, idColumnsOf } from '../record/key';
import { Keys } from '../record/keys';
import { admit } from '../record/rules';
import { RejectsReport } from '../rejects';
import { readers } from './formats';
import { split } from './job';
import type { JobLimits } from './job-limits';
import { type PartSize, Parts } from './parts';
import { isGzip, readSource, tooLarge } from './source';

export interface ExtractPorts {
  readonly input: ObjectStore;
  readonly csv: ObjectStore;
  readonly ledger: Ledger;
}

export interface ExtractLimits {
  readonly part: PartSize;
  readonly job: JobLimits;
  /** How much of parts may be in memory at once: {@link memoryFor}. */
  readonly memory: Semaphore;
}

/** Characters of a unit of memory. The semaphore steps through all that are free at each use, so they must not be many. */
const UNIT_CHARS = 1024;

/** Room for two full parts: a large job needs about twice its part in memory. */
export function memoryFor(part: ExtractLimits['part']): Semaphore {
  return new Semaphore(2 * units(part.chars));
}

function units(chars: number): number {
  return Math.max(1, Math.ceil(chars / UNIT_CHARS));
}

export interface Extracted {
  readonly job: Job;
  /** `done`: it was extracted before, and nothing was to do. */
  readonly outcome: 'extracted' | 'done';
  readonly parts?: number;
  readonly rows?: number;
  readonly rejected?: number;
}

/** An invocation's hold on a job. */
export interface Hold {
  /** Who claims the job. */
  readonly owner: string;
  /** When the claim ends, in ms since the epoch. */
  readonly until: number;
  /** When work stops that has not come to the release of its parts, in ms since the epoch. */
  readonly deadline: number;
}

/**
 * Works off one job: reads its input object, writes it as CSV parts with their metadata and its bad rows as a rejects
 * report, and leaves a receipt. The same job again writes the same bytes under the same keys.
 * @throws PermanentFailure when the input is broken or beyond a limit: nothing of it was released
 * @throws RetryableFailure when the input is not there, another invocation works on the job, or the time is over
 */
export async function extract(
  request: JobRequest,
  ports: ExtractPorts,
  limits: ExtractLimits,
  hold: Hold,
): Promise<Extracted> {
  const version = await ports.input.stat(request.key);
  if (!version) throw missing();
  const job = jobOf(request, version.etag);
  const weight = await weigh(ports.input, job.key, version.bytes, limits.part.chars);
  return limits.memory.runExclusive(() => work(job, version, ports, limits, hold), weight);
}

function missing(): RetryableFailure {
  return new RetryableFailure('INPUT_MISSING', 'the input bucket has no object of this key');
}

/** How much more memory than its text a row may take while it is worked on: one of a few characters does. */
const CHARS_PER_BYTE = 8;

/** A small input takes what it is long. What a compressed one holds shows too late, and any name may be one's. */
async function weigh(input: ObjectStore, key: string, bytes: number, most: number): Promise<number> {
  const chars = bytes * CHARS_PER_BYTE;
  return units(chars >= most || isGzip(await input.firstBytes(key, 2)) ? most : chars);
}

async function work(
  job: Job,
  { bytes }: ObjectVersion,
  ports: ExtractPorts,
  limits: ExtractLimits,
  hold: Hold,
): Promise<Extracted> {
  const { ledger } = ports;
  if ((await ledger.claim(job, hold.owner, hold.until)) === 'done') return { job, outcome: 'done' };
  try {
    // A compressed input shows only while it is read what it holds; it holds no less than its own bytes.
    if (bytes > limits.job.bytes) throw tooLarge(limits.job.bytes);
    const result = await write(job, ports, limits, hold.deadline);
    await ledger.extracted(job, hold.owner, result);
    return { job, outcome: 'extracted', ...result };
  } catch (error) {
    // If that fails as well, the claim expires by itself; what went wrong first is what counts.
    await ledger.failed(job, hold.owner, error).catch(() => {});
    throw error;
  }
}

async function write(
  job: Job,
  ports: ExtractPorts,
  limits: ExtractLimits,
  deadline: number,
): Promise<Progress & { readonly parts: number }> {
  const object = await ports.input.open(job.key);
  if (!object) throw missing();
  const keys = new Keys();
  const parts = new Parts(ports.csv, job, limits.part, limits.job.parts);
  // A source that is silent is not waited for.
  const timer = setTimeout(() => object.close(), deadline - Date.now());
  try {
    if (object.etag !== job.etag) {
      throw new RetryableFailure('INPUT_CHANGED', 'the input was overwritten while its job began');
    }
    const rejects = new RejectsReport(ports.csv, { ...job, name: split(job.key).stem });
    let id: IdColumns | undefined = job.id;
    let rows = 0;
    let admitted = 0;
    for await (const batch of readers[job.format](readSource(object, limits.job.bytes))) {
      for (const { row, chars, raw, record, fault } of batch) {
        if (Date.now() >= deadline) throw outOfTime();
        if (++rows > limits.job.rows) throw tooManyRows(limits.job.rows);
        try {
          if (fault) throw fault;
          id ??= idColumnsOf(record);
          const key = admit(job.dataset, id, record, row);
          if (id.length > 0) keys.add(key, admitted);
          await parts.add(row, record, chars);
          admitted++;
        } catch (error) {
          if (!(error instanceof RowRejected)) throw error;
          await rejects.add(row, error, raw());
        }
      }
    }
    await rejects.end();
    if (Date.now() >= deadline) throw outOfTime();
    clearTimeout(timer);
    const released = await parts.release(id ?? [], keys.superseded());
    return { parts: released, rows, rejected: rejects.count };
  } catch (error) {
    await parts.abandon();
    throw error instanceof PermanentFailure || Date.now() < deadline ? error : outOfTime(error);
  } finally {
    clearTimeout(timer);
    keys.close();
    object.close();
  }
}

function outOfTime(cause?: unknown): RetryableFailure {
  return new RetryableFailure('OUT_OF_TIME', 'the input was not read in time', { cause });
}

function tooManyRows(most: number): PermanentFailure {
  const hint = 'cut the file into smaller ones and send each';
  return new PermanentFailure('TOO_MANY_ROWS', `the input has more than ${most} rows; ${hint}`);
}
