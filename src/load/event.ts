import type { S3Event, S3EventRecord } from 'aws-lambda';
import { decodeKey, isCreated } from '../aws/event';
import { codeOf, PermanentFailure, RetryableFailure } from '../errors';
import { log } from '../log';
import { load } from './load';
import { functions, pipeline, ports } from './wiring';

/** On AWS, this many handovers take six hours, which is as long as an event may wait before the first. */
const HANDOVERS = 100;

/** S3's event, or load's own: an event that continues where another invocation had to stop. */
export interface LoadEvent extends S3Event {
  /** The number of items already written for the CSV, when the event names a single one. */
  readonly written?: number;
  /** The number of invocations that have handed over this event. */
  readonly handovers?: number;
  /** The job that was handed over. */
  readonly job?: string;
}

/**
 * Saves the rows of the CSV that a record of an S3 event names. When time runs short, hands the rest over to another
 * invocation of the same function.
 * @throws PermanentFailure or RetryableFailure, after logging it
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
    // Without an ETag, every object would count as overwritten and be skipped.
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
