import { readMessage } from '../../src/extract/job-message';
import type { JobRequest } from '../../src/ledger/job';

/**
 * Returns the jobs that a message requests. @throws the first failure in place of a job
 * @throws the first failure in the place of one
 */
export function jobsOf(...message: Parameters<typeof readMessage>): JobRequest[] {
  return readMessage(...message).map((one) => {
    if (one instanceof Error) throw one;
    return one;
  });
}
