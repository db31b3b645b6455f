import type { Reading } from '../formats/reading';
import type { FormatName } from '../formats/registry';
import type { Warning } from '../warnings';

/** Row counts. Always, `rows = accepted + rejected + superseded + filtered`. */
export interface Counts {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly superseded: number;
  /** The rows that the user's own step skipped. */
  readonly filtered: number;
}

/** A job's receipt in the ledger: one item, `pk` the job, `sk` `job`. */
export interface JobReceipt {
  readonly id: string;
  readonly state: 'extracting' | 'extracted' | 'failed';
  readonly key: string;
  readonly etag: string;
  readonly dataset: string;
  /** The fields of the message, enough to send the job again. Missing for a lone CSV. */
  readonly format?: FormatName;
  readonly idColumns?: readonly string[];
  readonly reading?: Reading;
  /** The message that last claimed the job. */
  readonly messageId: string;
  /** The original id of a forced message. */
  readonly forcedBy?: string;
  /** The number of tries so far, including this one. */
  readonly tries: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** The number of parts in the csv bucket, once the job is extracted. */
  readonly parts?: number;
  /** The number of rows read from the input, and how many of them extract rejected or left out. */
  readonly rows?: number;
  readonly rejected?: number;
  readonly filtered?: number;
  /** What makes the result doubtful, once the job is extracted. */
  readonly warnings?: readonly Warning[];
  /** The code of the failure, when the last try failed. */
  readonly reason?: string;
  /** The message of the failure, when no retry can help. */
  readonly detail?: string;
  /** The SQS messages for which the job failed permanently. A redriven message has a new id. */
  readonly failedFor?: readonly string[];
}

/** A loaded part's receipt in the ledger: one item, `sk` `part-00001`. */
export interface PartReceipt extends Counts {
  readonly job: string;
  readonly part: number;
  readonly key: string;
  readonly etag: string;
  readonly loadedAt: string;
}

/** What extract has read of its input so far. */
export interface Progress {
  readonly rows: number;
  readonly rejected: number;
  readonly filtered: number;
  readonly warnings?: readonly Warning[];
}

/** Returns the sort key of a part's receipt. */
export function partSortKey(part: number): string {
  return `part-${String(part).padStart(5, '0')}`;
}
