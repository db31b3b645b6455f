import path from 'node:path';
import type { JobMessage } from '../kit/workflow/send';
import jobs from './jobs.json';

/** A sample file and its job. */
export interface Sample {
  readonly file: string;
  readonly message: JobMessage;
}

/** The sample files of this folder. README.md lists their sources. */
export const samples: readonly Sample[] = jobs.map(({ file, message }) => ({
  file: path.join(__dirname, file),
  message,
}));
