import { TMP_BYTES } from './limits';
import { ENTRY_BYTES } from './row/keys';

/** The size limits of one job. */
export interface JobLimits {
  /** Bytes of input, after decompression. */
  readonly bytes: number;
  /** Rows read, including rejected and filtered ones. */
  readonly rows: number;
  /** Parts of output. */
  readonly parts: number;
}

/**
 * The worst-case time on one core in seconds, measured by proof/bench/processes/worst.ts (Node.js 20). A byte of nested
 * JSON lists takes 0.25 µs (0.05 µs in text). A rejected row takes 18 µs (an accepted one 7 µs). A part of 1,000,000
 * cells takes 0.2 s, plus an assumed 0.1 s for the S3 calls that release it.
 */
const SECONDS = { byte: 0.25e-6, row: 18e-6, part: 0.3 };

/** The shares of a job's time, so that a job at all three limits still finishes. */
const SHARES = { byte: 0.6, row: 0.2, part: 0.2 };

/**
 * Returns the limits with which the slowest job finishes within half of the function's timeout, and its row keys fit in
 * /tmp.
 * @param timeout the function's timeout, in seconds
 * @param batch the most jobs per invocation; they share its time and its disk
 */
export function jobLimits(timeout: number, batch: number): JobLimits {
  const seconds = timeout / 2 / batch;
  const most = (what: keyof typeof SECONDS) =>
    Math.max(1, Math.floor((seconds * SHARES[what]) / SECONDS[what]));
  const keys = Math.floor(TMP_BYTES / ENTRY_BYTES / batch);
  return { bytes: most('byte'), rows: Math.min(most('row'), keys), parts: most('part') };
}
