import { createHash } from 'node:crypto';
import type { Reading } from '../formats/reading';
import type { FormatName } from '../formats/registry';

/** What a message requests: an object of the input bucket and how to read it. */
export interface JobRequest {
  readonly key: string;
  readonly dataset: string;
  readonly format: FormatName;
  /** The id columns, when the message names them. */
  readonly idColumns?: readonly string[];
  /** How to read the object, when the message says it. */
  readonly reading?: Reading;
  /** The id of the delivered SQS message. */
  readonly messageId: string;
  /** The original id of a forced message, which makes the message a new job. */
  readonly forcedBy?: string;
}

/** A request for one version of its input object. */
export interface Job extends JobRequest {
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly etag: string;
}

/**
 * Returns the job of a request. The same input version with the same options is the same job, however often it is sent.
 * A forced message is a new job, and stays the same job when it is delivered or redriven again.
 * @param pipelineVersion the version of the user's own step. Version 1 is not part of the id, so that the ids of jobs
 *   from before there were steps stay the same
 */
export function jobOf(request: JobRequest, etag: string, pipelineVersion = 1): Job {
  const { key, dataset, format, idColumns, reading, forcedBy } = request;
  const identity = JSON.stringify([
    key,
    etag,
    dataset,
    format,
    idColumns ?? null,
    ...(reading ? [reading] : []),
    ...(forcedBy ? [forcedBy] : []),
    ...versionOf(pipelineVersion),
  ]);
  return { ...request, etag, id: idOf(identity) };
}

/** Returns the job id of a lone CSV: a version of an object in the csv bucket. */
export function loneJobId(key: string, etag: string, pipelineVersion: number): string {
  return idOf(JSON.stringify([key, etag, ...versionOf(pipelineVersion)]));
}

/** Returns the version as a number, so that it differs from the text of a forced job. */
function versionOf(pipelineVersion: number): number[] {
  return pipelineVersion > 1 ? [pipelineVersion] : [];
}

function idOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
