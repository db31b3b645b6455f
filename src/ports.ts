import type { Job } from './ledger/job';
import type { PartReceipt, Progress } from './ledger/receipt';
import type { JOB, KEY, NUMBER } from './row/attributes';
import type { Value } from './row/value';

/**
 * What the workflow needs of AWS. src/aws/ does it with the SDK; each port has a contract suite in test/contract/. An error of
 * the SDK that a port does not name is thrown as it is, and a retry may help.
 */

/** A version of an object. */
export interface ObjectVersion {
  /** Without quotes. */
  readonly etag: string;
  /** Length in bytes. */
  readonly bytes: number;
}

/** An object that is being read. */
export interface StoredObject extends ObjectVersion {
  /** Read it to its end, or {@link close} it. Throws RetryableFailure `BODY_STALLED` when S3 sends nothing for a while. */
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** An object that is uploaded but does not exist yet. */
export interface Upload {
  /** Makes the object exist, in one step. @throws RetryableFailure `UPLOAD_GONE` when S3 no longer has the upload */
  release(): Promise<void>;
  /** Forgets the upload. */
  abandon(): Promise<void>;
}

/** Named objects. Each object appears whole or not at all. */
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
  /** Makes the object exist, or replaces it. */
  put(key: string, content: string | Uint8Array, contentType: string): Promise<void>;
  /** Uploads an object that does not exist before it is released. */
  upload(key: string, content: string | Uint8Array, contentType: string): Promise<Upload>;
}

/** An item of the records table: a row's fields, and Sluice's own attributes. */
export type Item = { readonly [KEY]: string; readonly [JOB]: string; readonly [NUMBER]: number } & Record<
  string,
  Value
>;

/** How far a write came. */
export interface Written {
  /** The first `count` items are in the table. */
  readonly count: number;
  /** Whether those were all. */
  readonly all: boolean;
}

/** The records table. */
export interface RecordTable {
  /**
   * Writes items that all have different keys, in any order. They come in batches of any size. At the deadline (ms since
   * the epoch) it takes no more.
   * @throws RetryableFailure `TABLE_THROTTLED` when not even the first items could be written by then
   */
  write(batches: Iterable<Item[]> | AsyncIterable<Item[]>, deadline: number): Promise<Written>;
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
  /** Returns a part's receipt, or undefined when there is none that has not expired. */
  part(job: string, part: number): Promise<PartReceipt | undefined>;
}

/** The jobs queue, as far as a consumer needs it. */
export interface JobsQueue {
  /** Makes a message that is being handled visible again after some seconds, however long the queue's timeout is. */
  showAfter(receiptHandle: string, seconds: number): Promise<void>;
}

/** Lambda, as far as a function needs it. */
export interface FunctionInvoker {
  /** Hands an event to a function, which works on it later, with Lambda's own retries. @param name or ARN of the function */
  invoke(name: string, event: unknown): Promise<void>;
}
