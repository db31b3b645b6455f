import type { FormatName } from '../formats/registry';

/** Row counts. `rows = accepted + rejected + superseded`, always. */
export interface Counts {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly superseded: number;
}

/** What the ledger says of a job: one item, `pk` the job, `sk` `job`. */
export interface JobReceipt {
  readonly id: string;
  readonly state: 'extracting' | 'extracted' | 'failed';
  readonly key: string;
  readonly etag: string;
  readonly dataset: string;
  /** As the message had them: enough to send it again. None for a CSV that came without a job. */
  readonly format?: FormatName;
  readonly idColumns?: readonly string[];
  /** The message that claimed it last. */
  readonly messageId: string;
  /** Of a forced message, the id under which it was first sent. */
  readonly forcedBy?: string;
  /** Tries so far, this one included. */
  readonly tries: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Parts in the csv bucket; known once extracted. */
  readonly parts?: number;
  /** Rows read from the input, and how many of them extract refused. */
  readonly rows?: number;
  readonly rejected?: number;
  /** The failure's code, when the last try failed. */
  readonly reason?: string;
  /** The failure's message, when no retry can help. */
  readonly detail?: string;
  /** The SQS messages for which it failed so. Each was read once; a redriven one has an id of its own. */
  readonly failedFor?: readonly string[];
}

/** What the ledger says of a part that is in the table: one item, `sk` `part-00001`. */
export interface PartReceipt extends Counts {
  readonly job: string;
  readonly part: number;
  readonly key: string;
  readonly etag: string;
  readonly loadedAt: string;
}

/** What an extract has read of its input. */
export interface Progress {
  readonly rows: number;
  readonly rejected: number;
}

/** Returns the sort key of a part's receipt. */
export function partSortKey(part: number): string {
  return `part-${String(part).padStart(5, '0')}`;
}
