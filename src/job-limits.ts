import { TMP_BYTES } from './limits';
import { ENTRY_BYTES } from './row/keys';

/** The most that one job may be. */
export interface JobLimits {
  /** Of its input, after decompression. */
  readonly bytes: number;
  /** Read, whatever becomes of them. */
  readonly rows: number;
  /** Of its output. */
  readonly parts: number;
}

/**
 * Seconds of one core that each takes at worst, by proof/bench/processes/worst.ts (Node.js 20): a byte of nested JSON lists
 * 0.25 µs (0.05 µs where it is text); a row that is rejected 18 µs (one that is accepted 7 µs); a part of 1,000,000 cells
 * 0.2 s, and 0.1 s for the calls of S3 that make it appear, which is assumed.
 */
const SECONDS = { byte: 0.25e-6, row: 18e-6, part: 0.3 };

/** How a job's time is shared out, so that one which is at all three limits still finishes. */
const SHARES = { byte: 0.6, row: 0.2, part: 0.2 };

/**
 * The limits with which the slowest job finishes within half of the function's timeout, and the keys of its rows fit
 * /tmp.
 * @param timeout of the function, in seconds
 * @param batch how many jobs it may have at once: they share its time and its disk
 */
export function jobLimits(timeout: number, batch: number): JobLimits {
  const seconds = timeout / 2 / batch;
  const most = (what: keyof typeof SECONDS) =>
    Math.max(1, Math.floor((seconds * SHARES[what]) / SECONDS[what]));
  const keys = Math.floor(TMP_BYTES / ENTRY_BYTES / batch);
  return { bytes: most('byte'), rows: Math.min(most('row'), keys), parts: most('part') };
}
