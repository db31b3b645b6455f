import { setTimeout as pause } from 'node:timers/promises';
import { versionOf } from '../engines/health';

/** LocalStack asks for a function's events in polls of two seconds. */
const LAST_POLL_MS = 2500;

/**
 * Call when functions were changed: resolves when their events come at once. On LocalStack the poller of the version
 * before may drop what its last poll brings, and that comes again only after the function's timeout and a minute more.
 * No API tells when that poller is gone.
 */
export async function eventsComeAtOnce(): Promise<void> {
  const endpoint = process.env.AWS_ENDPOINT_URL;
  // One that is too busy to say who it is may be LocalStack.
  if (endpoint && !(await versionOf('ministack', endpoint))) await pause(LAST_POLL_MS);
}
