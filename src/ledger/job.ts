import { createHash } from 'node:crypto';
import type { FormatName } from '../formats/registry';

/** What a message asks for: an object of the input bucket, and how to read it. */
export interface JobRequest {
  readonly key: string;
  readonly dataset: string;
  readonly format: FormatName;
  /** The id columns, where the message names them. */
  readonly idColumns?: readonly string[];
  /** The id of the SQS message, as it was delivered. */
  readonly messageId: string;
  /** The id under which a forced message was first sent, which makes it a job of its own. */
  readonly forcedBy?: string;
}

/** A request, bound to one version of its input object. */
export interface Job extends JobRequest {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly etag: string;
}

/**
 * The same input version under the same options is the same job, however often and by whom it is sent. A forced message is
 * a job of its own, also when it is delivered or redriven more than once.
 */
export function jobOf(request: JobRequest, etag: string): Job {
  const { key, dataset, format, idColumns, forcedBy } = request;
  const identity = JSON.stringify([
    key,
    etag,
    dataset,
    format,
    idColumns ?? null,
    ...(forcedBy ? [forcedBy] : []),
  ]);
  return { ...request, etag, id: createHash('sha256').update(identity).digest('hex').slice(0, 16) };
}
