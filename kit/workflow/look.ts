import { codeOf, PermanentFailure } from '../../src/errors';
import { readMessage } from '../../src/extract/job-message';
import { noPipeline, type Pipeline } from '../../src/step/pipeline';
import { warningList } from '../../src/warnings';
import { wayOut } from '../codes';
import { readPipeline } from './own-step';
import type { JobMessage } from './send';
import { tryFile } from './try';

/** How much of a file is looked at before it is sent: rows, and bytes after decompression. */
const START = { rows: 1000, bytes: 16 * 1024 * 1024 };

/**
 * Returns what the sender of a local file should know about its start, which is read as the job of the message will read
 * it: each warning and why the job will fail, with what to do. Nothing for a file without a job, because of its name for
 * example.
 */
export async function look(file: string, message: JobMessage, own = ownStep): Promise<string[]> {
  const [request] = readMessage(JSON.stringify(message), '', '');
  if (!request || request instanceof PermanentFailure) return [];
  const { counts, failure, warnings } = await tryFile(file, request, own(), 0, START);
  const { warnings: more, warn } = warningList();
  const known = warnings.some(({ code }) => code === 'ID_NOT_UNIQUE');
  if (counts.superseded > 0 && !known) warn('ID_NOT_UNIQUE', counts);
  const doubts = [...warnings, ...more].map(
    ({ code, message }) => `The start of ${file}: ${message}. ${wayOut(code)}`,
  );
  if (failure) {
    const code = codeOf(failure);
    doubts.push(`The job of ${file} will fail: ${code}: ${failure.message}. ${wayOut(code)}`);
  }
  return doubts;
}

/** Returns the step of this checkout; none when it cannot be read, since the functions have one that works. */
function ownStep(): Pipeline {
  try {
    return readPipeline();
  } catch {
    return noPipeline;
  }
}
