import { setTimeout as pause } from 'node:timers/promises';
import { versionOf } from '../engines/health';

/** LocalStack polls for a function's events in polls of two seconds. */
const LAST_POLL_MS = 2500;

/**
 * Resolves when the events of changed functions arrive at once. On LocalStack, the old version's poller may drop what
 * its last poll receives, which is delivered again only after the function's timeout plus a minute. No API says when
 * that poller has ended.
 */
export async function eventsComeAtOnce(): Promise<void> {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  // An engine that is too busy to identify itself may be LocalStack.
  if (endpoint && !(await versionOf('ministack', endpoint))) await pause(LAST_POLL_MS);
}
