import { readMessage } from '../../src/extract/job-message';
import type { JobRequest } from '../../src/ledger/job';

/**
 * Returns the jobs that a message requests.
 * @throws the first failure when the message has one in place of a job
 */
export function jobsOf(...message: Parameters<typeof readMessage>): JobRequest[] {
  return readMessage(...message).map((one) => {
    if (one instanceof Error) throw one;
    return one;
  });
}
