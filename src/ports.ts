import type { Job } from './ledger/job';
import type { JobReceipt, PartReceipt, Progress } from './ledger/receipt';
import type { JOB, KEY, NUMBER } from './row/attributes';
import type { Value } from './row/value';

/**
 * What the workflow needs from AWS. src/aws/ implements each port with the SDK, and test/contract/ has a suite for
 * each. An SDK error that a port does not name is thrown unchanged, and a retry may help.
 */

/** A version of an object. */
export interface ObjectVersion {
  /** The ETag, without quotes. */
  readonly etag: string;
  /** The length in bytes. */
  readonly bytes: number;
}

/** An open object. */
export interface StoredObject extends ObjectVersion {
  /**
   * The content: read it to its end, or {@link close} it. Throws RetryableFailure `BODY_STALLED` when S3 sends nothing
   * for a while.
   */
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** An uploaded object that does not exist yet. */
export interface Upload {
  /** Makes the object exist, in one step. @throws RetryableFailure `UPLOAD_GONE` when S3 no longer has the upload */
  release(): Promise<void>;
  /** Deletes the upload. */
  abandon(): Promise<void>;
}

/** A store of named objects. Each object appears whole or not at all. */
export interface ObjectStore {
  /**
   * Returns the object's version, or undefined when it does not exist.
   * @throws RetryableFailure `OBJECT_WITHOUT_ETAG`
   */
  stat(key: string): Promise<ObjectVersion | undefined>;
  /**
   * Opens the object, or returns undefined when it does not exist.
   * @throws RetryableFailure `OBJECT_WITHOUT_ETAG` or `OBJECT_WITHOUT_BODY`
   */
  open(key: string): Promise<StoredObject | undefined>;
  /** Creates or replaces the object. */
  put(key: string, content: string | Uint8Array, contentType: string): Promise<void>;
  /** Uploads an object, which does not exist until it is released. */
  upload(key: string, content: string | Uint8Array, contentType: string): Promise<Upload>;
}

/** An item of the records table: a row's fields and Sluice's own attributes. */
export type Item = { readonly [KEY]: string; readonly [JOB]: string; readonly [NUMBER]: number } & Record<
  string,
  Value
>;

/** The progress of a write. */
export interface Written {
  /** The number of leading items that are in the table. */
  readonly count: number;
  /** Whether all items are in the table. */
  readonly all: boolean;
}

/** The records table. */
export interface RecordTable {
  /**
   * Writes items, which must all have different keys, in any order. Batches may have any size. Stops at the deadline
   * (ms since the epoch).
   * @throws RetryableFailure `TABLE_THROTTLED` when no leading item was written by then
   */
  write(batches: Iterable<Item[]> | AsyncIterable<Item[]>, deadline: number): Promise<Written>;
}

/** The receipts of jobs and parts: what is done, and what failed. */
export interface Ledger {
  /**
   * Claims the job for one owner until a time (ms since the epoch), when the claim expires. Returns `done` when the job
   * was extracted before.
   * @throws RetryableFailure `JOB_CLAIMED` while another owner holds the claim, with the end of that claim
   * @throws PermanentFailure the job's earlier failure, if no retry could help and the message is the same
   */
  claim(job: Job, owner: string, until: number): Promise<'claimed' | 'done'>;
  /**
   * Records that the job is extracted.
   * @throws RetryableFailure `CLAIM_LOST` when the claim expired and another owner took the job
   */
  extracted(job: Job, owner: string, result: Progress & { parts: number }): Promise<void>;
  /** Ends the claim and records the error; does nothing when the claim was lost. */
  failed(job: Job, owner: string, error: unknown): Promise<void>;
  /**
   * Writes a part's receipt; a later receipt replaces an earlier one.
   * @param lone given for a lone CSV, which becomes a separate job that counts as extracted
   */
  loaded(part: PartReceipt, lone?: Pick<JobReceipt, 'dataset' | 'warnings'>): Promise<void>;
  /** Returns a part's receipt; undefined when it is missing or has expired. */
  part(job: string, part: number): Promise<PartReceipt | undefined>;
}

/** What a consumer needs from the jobs queue. */
export interface JobsQueue {
  /** Makes an in-flight message visible again after some seconds, whatever the queue's visibility timeout. */
  showAfter(receiptHandle: string, seconds: number): Promise<void>;
}

/** What a function needs from Lambda. */
export interface FunctionInvoker {
  /** Invokes a function asynchronously, with Lambda's own retries. @param name or ARN of the function */
  invoke(name: string, event: unknown): Promise<void>;
}
