import type { Semaphore } from 'async-mutex';
import { codeOf, RetryableFailure, RowRejected } from '../errors';
import { type Job, type JobRequest, jobOf } from '../ledger/job';
import type { Ledger } from '../ledger/receipt';
import type { ObjectStore, ObjectVersion } from '../objects';
import { type IdColumns, idColumnsOf } from '../record/key';
import { admit } from '../record/rules';
import { RejectsReport } from '../rejects';
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
  /** How many characters of parts may be in memory at once. */
  readonly memory: Semaphore;
}

export interface Extracted {
  readonly job: Job;
  /** `done`: it was extracted before, and nothing was to do. */
  readonly outcome: 'extracted' | 'done';
  readonly parts?: number;
  readonly rows?: number;
  readonly rejected?: number;
}

/**
 * Works off one job: reads its input object, writes it as CSV parts with their metadata and its bad rows as a rejects
 * report, and leaves a receipt. The same job again writes the same bytes under the same keys.
 * @param owner who claims the job, @param until when the claim ends, in ms since the epoch
 * @throws PermanentFailure when the input is broken: nothing of it was released
 * @throws RetryableFailure when the input is not there or somebody else works on the job
 */
export async function extract(
  request: JobRequest,
  ports: ExtractPorts,
  limits: ExtractLimits,
  { owner, until }: { owner: string; until: number },
): Promise<Extracted> {
  const version = await ports.input.stat(request.key);
  if (!version) throw missing();
  const job = jobOf(request, version.etag);
  if ((await ports.ledger.claim(job, owner, until)) === 'done') return { job, outcome: 'done' };
  try {
    const result = await limits.memory.runExclusive(
      () => write(job, ports, limits),
      weight(job, version, limits),
    );
    await ports.ledger.extracted(job, owner, result);
    return { job, outcome: 'extracted', ...result };
  } catch (error) {
    // If that fails as well, the claim expires by itself; what went wrong first is what counts.
    await ports.ledger.failed(job, owner, codeOf(error)).catch(() => {});
    throw error;
  }
}

function missing(): RetryableFailure {
  return new RetryableFailure('INPUT_MISSING', 'the input bucket has no object of this key');
}

/** A small input takes what it is long; what a compressed one holds shows too late. */
function weight({ key }: Job, { bytes }: ObjectVersion, { part }: ExtractLimits): number {
  return /\.gz$/i.test(key) ? part.chars : Math.max(1, Math.min(bytes, part.chars));
}

async function write(job: Job, ports: ExtractPorts, limits: ExtractLimits) {
  const object = await ports.input.open(job.key);
  if (!object) throw missing();
  const parts = new Parts(ports.csv, job, limits.part);
  const rejects = new RejectsReport(ports.csv, { ...job, name: split(job.key).stem });
  const keys = new Keys();
  let id: IdColumns | undefined = job.id;
  let rows = 0;
  try {
    if (object.etag !== job.etag) {
      throw new RetryableFailure('INPUT_CHANGED', 'the input was overwritten while its job began');
    }
    const source = readSource(object, limits.inputBytes);
    for await (const batch of readers[job.format](source)) {
      for (const { row, raw, record, fault } of batch) {
        rows++;
        try {
          if (fault) throw fault;
          id ??= idColumnsOf(record);
          const key = admit(job.dataset, id, record, row);
          if (id.length > 0) keys.add(key, row);
        } catch (error) {
          if (!(error instanceof RowRejected)) throw error;
          await rejects.add(row, error, raw);
          continue;
        }
        await parts.add(row, record, raw.length);
      }
    }
    await rejects.end();
    const released = await parts.release(id ?? [], keys.superseded());
    return { parts: released, rows, rejected: rejects.count };
  } catch (error) {
    await parts.abandon();
    throw error;
  } finally {
    keys.close();
    object.close();
  }
}
