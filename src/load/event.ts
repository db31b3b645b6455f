import type { S3Event, S3EventRecord } from 'aws-lambda';
import { decodeKey, isCreated } from '../aws/event';
import { codeOf, PermanentFailure, RetryableFailure } from '../errors';
import { log } from '../log';
import { load } from './load';
import { functions, pipeline, ports } from './wiring';

/** On AWS these take six hours, which is as long as an event may wait before the first. */
const HANDOVERS = 100;

/** S3's event, or this function's own: an event that continues where another invocation had to stop. */
export interface LoadEvent extends S3Event {
  /** How many items of the CSV are written. The event names one. */
  readonly written?: number;
  /** How many invocations have handed it over. */
  readonly handovers?: number;
  /** The job that was handed over. */
  readonly job?: string;
}

/**
 * Saves the rows of the CSV that a record of an S3 event names, or as many as time allows: then it hands over to another
 * invocation of the same function.
 * @throws PermanentFailure or RetryableFailure, after it was logged
 */
export async function loadRecord(
  record: S3EventRecord | null | undefined,
  { written = 0, handovers = 0, job }: LoadEvent,
  functionArn: string,
  deadline: number,
): Promise<void> {
  const { key: encoded, eTag: etag }: { key?: unknown; eTag?: unknown } = record?.s3?.object ?? {};
  try {
    if (record && !isCreated(record)) return log.warn('event ignored', { key: encoded });
    // Without one, every object would count as overwritten since, and be skipped.
    if (!record || typeof etag !== 'string') {
      throw new PermanentFailure('EVENT_INVALID', { problem: 'it has no ETag' });
    }
    if (!isCount(written) || !isCount(handovers)) {
      throw new PermanentFailure('EVENT_INVALID', { problem: 'written or handovers is not a count' });
    }
    const loaded = await load({ key: decodeKey(encoded), etag, written, job }, ports, deadline, pipeline);
    if (loaded.outcome === 'stale') return log.warn('stale event skipped', { key: encoded, etag });
    const { part, outcome, ...result } = loaded;
    if ('written' in result) {
      if (handovers >= HANDOVERS) {
        throw new RetryableFailure('TABLE_TOO_SLOW', { invocations: handovers + 1 });
      }
      const next: LoadEvent = {
        ...{ Records: [record], written: result.written, handovers: handovers + 1, job: part.job },
      };
      await functions.invoke(functionArn, next);
    }
    log.info(outcome, {
      job: part.job,
      part: part.part,
      key: part.key,
      ...('counts' in result ? result.counts : result),
    });
  } catch (error) {
    log.error('not loaded', { key: encoded, code: codeOf(error), error: error as Error });
    throw error;
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
