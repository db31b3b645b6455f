import path from 'node:path';
import type { JobMessage } from '../kit/workflow/send';
import jobs from './jobs.json';

/** A sample file and the job that goes with it. */
export interface Sample {
  readonly file: string;
  readonly message: JobMessage;
}

/** The sample data of this folder: README.md says where each file is from. */
export const samples: readonly Sample[] = jobs.map(({ file, message }) => ({
  file: path.join(__dirname, file),
  message,
}));
