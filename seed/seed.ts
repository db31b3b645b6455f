import path from 'node:path';
import type { JobMessage } from '../kit/workflow/send';
import jobs from './jobs.json';

/** A sample file and the job that goes with it. */
export interface Sample {
  readonly file: string;
  readonly message: JobMessage;
}

/** The sample data: real files of the vega-datasets package, and one that was written for the tutorial. */
export const samples: readonly Sample[] = jobs.map(({ file, message }) => ({
  file: file.startsWith('./') ? path.join(__dirname, file) : path.join(__dirname, '..', 'node_modules', file),
  message,
}));
