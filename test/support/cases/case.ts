import type { JobRequest } from '../../../src/ledger/job';
import type { Dataset } from '../../../src/step/pipeline';

/** The outcome of a file of test/cases/. */
export interface Case {
  readonly file: string;
  /** The public report of a file of this kind. */
  readonly source?: string;
  /** What its message says about it. */
  readonly says?: Partial<JobRequest>;
  /** The entry of its dataset in src/pipeline.ts. */
  readonly own?: Dataset;
  /** The rows in the table, in file order; as JSON where a number has more digits than JavaScript keeps. */
  readonly rows?: readonly Record<string, unknown>[] | string;
  /** The codes of the rows that are rejected, in file order. */
  readonly rejected?: readonly string[];
  readonly superseded?: number;
  readonly warnings?: readonly string[];
  /** The code with which the job fails, and what its message says. */
  readonly fails?: readonly [code: string, message: RegExp];
}
