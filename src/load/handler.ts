import type { Context } from 'aws-lambda';
import { type LoadEvent, loadRecord } from './event';

/** The share of an invocation's time that is reserved for the receipt, or for the handover to the next invocation. */
const RESERVE = 0.25;

/**
 * S3 to DynamoDB: saves the rows of each CSV that the event names.
 * @throws when a CSV failed, after trying all of them; Lambda retries the event and then sends it to the load-failed
 *   queue
 */
export async function handler(event: LoadEvent, context: Context): Promise<void> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() * (1 - RESERVE);
  const failures: unknown[] = [];
  // Some emulators send S3's test event, which has no records.
  const records: unknown = event?.Records ?? [];
  for (const record of Array.isArray(records) ? records : [undefined]) {
    await loadRecord(record, event, context.invokedFunctionArn, deadline).catch((error: unknown) =>
      failures.push(error),
    );
  }
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} parts were not loaded`);
}
