import { Semaphore } from 'async-mutex';
import { codeOf, PermanentFailure, RetryableFailure, RowRejected } from '../errors';
import { type Job, type JobRequest, jobOf, type Paused } from '../ledger/job';
import type { Ledger, Progress } from '../ledger/receipt';
import type { ObjectStore, ObjectVersion } from '../objects';
import { type IdColumns, idColumnsOf } from '../record/key';
import { admit } from '../record/rules';
import { RejectsReport } from '../rejects';
import { Checkpoints } from './checkpoint';
import { readers } from './formats';
import { split } from './job';
import { Keys } from './keys';
import { Parts } from './parts';
import { readSource } from './source';

export interface ExtractPorts {
  readonly input: ObjectStore;
  readonly csv: ObjectStore;
  readonly ledger: Ledger;
}

export interface ExtractLimits {
  readonly part: { readonly rows: number; readonly chars: number };
  readonly inputBytes: number;
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
  /** `done`: it was extracted before, and nothing was to do. `paused`: the time is short; another invocation must go on. */
  readonly outcome: 'extracted' | 'done' | 'paused';
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
  /** Whether to stop at the next border of two parts and leave the rest to another invocation. */
  timeIsShort(): boolean;
}

/** Failures after which what an earlier invocation did is of no use: the next try starts over. */
const START_OVER = new Set(['CHECKPOINT_GONE', 'UPLOAD_GONE']);

/**
 * Works off one job: reads its input object, writes it as CSV parts with their metadata and its bad rows as a rejects
 * report, and leaves a receipt. The same job again writes the same bytes under the same keys, in however many
 * invocations.
 * @throws PermanentFailure when the input is broken: nothing of it was released
 * @throws RetryableFailure when the input is not there or somebody else works on the job
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
  if (request.paused && request.paused.etag !== job.etag) await forsake(request, request.paused, ports, hold);
  return limits.memory.runExclusive(
    async () => {
      // Others of its batch took the time.
      if (hold.timeIsShort()) return { job, outcome: 'paused' };
      return work(job, ports, limits, hold);
    },
    weight(job, version, limits),
  );
}

/** The input was overwritten while its job was paused: the old version's job ends, and the new version's begins. */
async function forsake(request: JobRequest, { etag }: Paused, { ledger }: ExtractPorts, hold: Hold) {
  const old = jobOf(request, etag);
  if ((await ledger.claim(old, hold.owner, hold.until)) === 'done') return;
  await ledger.failed(old, hold.owner, 'INPUT_CHANGED', true);
}

function missing(): RetryableFailure {
  return new RetryableFailure('INPUT_MISSING', 'the input bucket has no object of this key');
}

/** A small input takes what it is long; what a compressed one holds shows too late. */
function weight({ key }: Job, { bytes }: ObjectVersion, { part }: ExtractLimits): number {
  return units(/\.gz$/i.test(key) ? part.chars : Math.min(bytes, part.chars));
}

async function work(job: Job, ports: ExtractPorts, limits: ExtractLimits, hold: Hold): Promise<Extracted> {
  const { ledger } = ports;
  const claim = await ledger.claim(job, hold.owner, hold.until);
  if (claim === 'done') return { job, outcome: 'done' };
  try {
    const result = await write(job, ports, limits, hold, claim.checkpoint);
    if ('checkpoint' in result) await ledger.paused(job, hold.owner, result);
    else await ledger.extracted(job, hold.owner, result);
    return { job, outcome: 'checkpoint' in result ? 'paused' : 'extracted', ...result };
  } catch (error) {
    // If that fails as well, the claim expires by itself; what went wrong first is what counts.
    await ledger.failed(job, hold.owner, codeOf(error), startsOver(error)).catch(() => {});
    throw error;
  }
}

function startsOver(error: unknown): boolean {
  return error instanceof PermanentFailure || START_OVER.has(codeOf(error));
}

/** With a checkpoint's name when the job was paused, with the number of its parts when it was not. */
type Written = Progress & ({ readonly parts: number } | { readonly checkpoint: string });

async function write(
  job: Job,
  ports: ExtractPorts,
  limits: ExtractLimits,
  hold: Hold,
  checkpoint: string | undefined,
): Promise<Written> {
  const object = await ports.input.open(job.key);
  if (!object) throw missing();
  const keys = new Keys();
  let parts: Parts | undefined;
  try {
    if (object.etag !== job.etag) {
      throw new RetryableFailure('INPUT_CHANGED', 'the input was overwritten while its job began');
    }
    const checkpoints = new Checkpoints(ports.csv, job);
    const before = checkpoint === undefined ? undefined : await checkpoints.read(checkpoint, keys);
    parts = new Parts(ports.csv, job, limits.part, before?.parts);
    const rejects = new RejectsReport(ports.csv, { ...job, name: split(job.key).stem }, before?.rejects);
    let id: IdColumns | undefined = before?.id ?? job.id;
    let rows = before?.rows ?? 0;
    let after = before?.after ?? 0;
    const source = readSource(object, limits.inputBytes);
    for await (const batch of readers[job.format](source, after)) {
      for (const { row, chars, raw, record, fault } of batch) {
        try {
          if (fault) throw fault;
          id ??= idColumnsOf(record);
          const key = admit(job.dataset, id, record, row);
          if (parts.atBoundary && hold.timeIsShort()) {
            const state = { after, rows, id, parts: await parts.pause(), rejects: rejects.state };
            const name = await checkpoints.write(hold.owner, state, keys);
            return { checkpoint: name, rows, rejected: rejects.count };
          }
          if (id.length > 0) keys.add(key, row);
          await parts.add(row, record, chars);
        } catch (error) {
          if (!(error instanceof RowRejected)) throw error;
          await rejects.add(row, error, raw());
        }
        rows++;
        after = row;
      }
    }
    await rejects.end();
    const released = await parts.release(id ?? [], keys.superseded());
    return { parts: released, rows, rejected: rejects.count };
  } catch (error) {
    await parts?.abandon(startsOver(error));
    throw error;
  } finally {
    keys.close();
    object.close();
  }
}
