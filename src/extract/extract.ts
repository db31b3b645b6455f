import { PermanentFailure, RetryableFailure, RowRejected } from '../errors';
import type { JobLimits } from '../job-limits';
import { type Job, type JobRequest, jobOf } from '../ledger/job';
import type { Progress } from '../ledger/receipt';
import type { Ledger, ObjectStore } from '../ports';
import { RejectsReport } from '../rejects';
import { Keys } from '../row/keys';
import { Admission } from '../step/admission';
import { noPipeline, type Pipeline } from '../step/pipeline';
import { type Warning, warningList, warnOfSuperseded } from '../warnings';
import { inputRows } from './input-rows';
import { split } from './part-key';
import { type PartSize, Parts } from './parts';

export interface ExtractPorts {
  readonly input: ObjectStore;
  readonly csv: ObjectStore;
  readonly ledger: Ledger;
}

export interface ExtractLimits {
  readonly part: PartSize;
  readonly job: JobLimits;
}

export interface Extracted {
  readonly job: Job;
  /** `done` when the job was extracted before and needed no work. */
  readonly outcome: 'extracted' | 'done';
  readonly parts?: number;
  readonly rows?: number;
  readonly rejected?: number;
  readonly filtered?: number;
  readonly warnings?: readonly Warning[];
}

/** An invocation's claim on a job. */
export interface Lease {
  /** The claim's owner. */
  readonly owner: string;
  /** When the claim ends, in ms since the epoch. */
  readonly until: number;
  /** When work stops if the release of parts has not begun, in ms since the epoch. */
  readonly deadline: number;
}

/**
 * Extracts one job: reads its input object, writes CSV parts with their metadata and the bad rows as a rejects report,
 * and leaves a receipt. A repeated job writes the same bytes under the same keys.
 * @param pipeline the user's own step; each row passes through it once
 * @throws PermanentFailure when the input is broken or beyond a limit, or the step is wrong; no part was released
 * @throws RetryableFailure when the input is missing, another invocation works on the job, or the time is up
 */
export async function extract(
  request: JobRequest,
  ports: ExtractPorts,
  limits: ExtractLimits,
  lease: Lease,
  pipeline: Pipeline = noPipeline,
): Promise<Extracted> {
  const { input, ledger } = ports;
  const version = await input.stat(request.key);
  if (!version) throw new RetryableFailure('INPUT_MISSING');
  const job = jobOf(request, version.etag, pipeline.version);
  if ((await ledger.claim(job, lease.owner, lease.until)) === 'done') return { job, outcome: 'done' };
  try {
    // The size of a compressed input is known only after reading, but is at least its compressed size.
    const most = limits.job.bytes;
    if (version.bytes > most) throw new PermanentFailure('INPUT_TOO_LARGE', { most });
    const result = await write(job, ports, limits, lease.deadline, pipeline);
    await ledger.extracted(job, lease.owner, result);
    return { job, outcome: 'extracted', ...result };
  } catch (error) {
    // If this fails as well, the claim expires. The first error is the one that counts.
    await ledger.failed(job, lease.owner, error).catch(() => {});
    throw error;
  }
}

async function write(
  job: Job,
  ports: ExtractPorts,
  limits: ExtractLimits,
  deadline: number,
  pipeline: Pipeline,
): Promise<Progress & { readonly parts: number }> {
  const object = await ports.input.open(job.key);
  if (!object) throw new RetryableFailure('INPUT_MISSING');
  const keys = new Keys();
  const parts = new Parts(ports.csv, job, limits.part, limits.job.parts);
  // A silent source is not waited for. A timer may fire a millisecond early.
  const timer = setTimeout(() => object.close(), deadline + 2 - Date.now());
  try {
    if (object.etag !== job.etag) throw new RetryableFailure('INPUT_CHANGED');
    const rejects = new RejectsReport(ports.csv, {
      dataset: job.dataset,
      job: job.id,
      name: split(job.key).stem,
    });
    const admission = new Admission(job.dataset, pipeline, job.idColumns);
    const { warnings, warn } = warningList();
    let rows = 0;
    let filtered = 0;
    let admitted = 0;
    for await (const batch of inputRows(job, object, pipeline, limits.job.bytes, warn)) {
      for (const read of batch) {
        const { number } = read;
        if (Date.now() >= deadline) throw new RetryableFailure('OUT_OF_TIME');
        if (++rows > limits.job.rows) throw new PermanentFailure('TOO_MANY_ROWS', { most: limits.job.rows });
        try {
          const taken = admission.take(read);
          if (!taken) {
            filtered++;
            continue;
          }
          const key = admission.key(taken.row, number);
          if (admission.id.length > 0) keys.add(key, admitted);
          await parts.add(number, taken.row, taken.chars);
          admitted++;
        } catch (error) {
          if (!(error instanceof RowRejected)) throw error;
          await rejects.add(number, error, read.raw());
        }
      }
    }
    await rejects.end();
    if (Date.now() >= deadline) throw new RetryableFailure('OUT_OF_TIME');
    clearTimeout(timer);
    const superseded = keys.superseded();
    warnOfSuperseded(warn, { superseded: superseded.count, rows });
    const released = await parts.release(admission.id, superseded);
    const counts = { parts: released, rows, rejected: rejects.count, filtered };
    return { ...counts, ...(warnings.length > 0 && { warnings }) };
  } catch (error) {
    await parts.abandon();
    if (error instanceof PermanentFailure || Date.now() < deadline) throw error;
    throw new RetryableFailure('OUT_OF_TIME', {}, error);
  } finally {
    clearTimeout(timer);
    keys.close();
    object.close();
  }
}
