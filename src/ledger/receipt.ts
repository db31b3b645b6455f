import type { Format, Job } from './job';

/** Row counts. `rows = accepted + rejected + superseded`, always. */
export interface Counts {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly superseded: number;
}

/** What the ledger says of a job: one item, `pk` the job, `sk` `job`. */
export interface JobReceipt {
  readonly job: string;
  readonly state: 'extracting' | 'extracted' | 'failed';
  readonly key: string;
  readonly etag: string;
  readonly dataset: string;
  /** As the message had them: enough to send it again. None for a CSV that came without a job. */
  readonly format?: Format;
  readonly id?: readonly string[];
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

/** Receipts: what makes 'done' a fact. */
export interface Ledger {
  /**
   * Takes the job for one owner until a time (ms since the epoch), when it counts as abandoned.
   * `done` means that the job was extracted before.
   * @throws RetryableFailure `JOB_CLAIMED` while another owner has it, with the end of that claim
   * @throws PermanentFailure what the job failed with before, if no retry could help and it was for the same message
   */
  claim(job: Job, owner: string, until: number): Promise<'claimed' | 'done'>;
  /** @throws RetryableFailure `CLAIM_LOST` when the claim expired and another owner took the job */
  extracted(job: Job, owner: string, result: Progress & { parts: number }): Promise<void>;
  /** Gives the claim back with what went wrong; does nothing when the claim was lost. */
  failed(job: Job, owner: string, error: unknown): Promise<void>;
  /**
   * Leaves a part's receipt; the last one counts.
   * @param lone for a CSV that came without a job: it is one of its own, which counts as extracted
   */
  loaded(part: PartReceipt, lone?: { dataset: string }): Promise<void>;
  part(job: string, part: number): Promise<PartReceipt | undefined>;
}

export function partSortKey(part: number): string {
  return `part-${String(part).padStart(5, '0')}`;
}
