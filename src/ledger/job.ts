import { createHash } from 'node:crypto';

export type Format = 'json' | 'ndjson' | 'csv' | 'tsv';

/** What a message asks for: an object of the input bucket, and how to read it. */
export interface JobRequest {
  readonly key: string;
  readonly dataset: string;
  readonly format: Format;
  /** The id columns, where the message names them. */
  readonly id?: readonly string[];
  /** The SQS message's id: a forced job runs under it, once however often the message is delivered. */
  readonly messageId: string;
  readonly force: boolean;
}

/** A request, bound to one version of its input object. */
export interface Job extends JobRequest {
  readonly job: string;
  readonly run: string;
  readonly etag: string;
}

/** The same input version under the same options is the same job, whoever sends it and however often. */
export function jobOf(request: JobRequest, etag: string): Job {
  const { key, dataset, format, id } = request;
  const identity = JSON.stringify([key, etag, dataset, format, id ?? null]);
  const job = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return { ...request, etag, job, run: request.force ? request.messageId : 'first' };
}
