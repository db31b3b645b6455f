import { stringify } from 'csv-stringify/sync';
import { codeOf, PermanentFailure } from '../../src/errors';
import { readMessage } from '../../src/extract/job-message';
import { formats } from '../../src/formats/registry';
import type { JobRequest } from '../../src/ledger/job';
import { noPipeline, type Pipeline } from '../../src/step/pipeline';
import { readPipeline } from './own-step';
import type { JobMessage } from './send';
import { type Tried, tryFile } from './try';

/** How much of a file is looked at before it is sent: rows, and bytes after decompression. */
const START = { rows: 1000, bytes: 16 * 1024 * 1024 };

/** Something about a file that its sender may not want, and the option to add if so. */
export interface Suspicion {
  readonly what: string;
  readonly option?: readonly [flag: string, value?: string];
}

/**
 * Looks at the start of a local file, which is read as the job of this message will read it. A file that has no job,
 * because of its name say, is not suspicious.
 */
export async function look(file: string, message: JobMessage, own = ownStep): Promise<Suspicion[]> {
  const [request] = readMessage(JSON.stringify(message), '', '');
  if (!request || request instanceof PermanentFailure) return [];
  const tried = await tryFile(file, request, own(), 0, START);
  const { failure } = tried;
  if (failure) return [{ what: `The job will fail: ${codeOf(failure)}: ${failure.message}.` }];
  return suspicionsOf(tried, request);
}

/** Returns the step of this checkout; none when it cannot be read, since the functions have one that works. */
function ownStep(): Pipeline {
  try {
    return readPipeline();
  } catch {
    return noPipeline;
  }
}

/** Returns what is suspicious about a file that was tried. */
export function suspicionsOf({ id, names, counts }: Tried, { format }: JobRequest): Suspicion[] {
  const suspicions: Suspicion[] = [];
  const spaced = formats[format].delimiter && names.find((name) => name !== name.trim());
  if (spaced)
    suspicions.push({
      what: `The header has spaces around a name: ${JSON.stringify(spaced)}.`,
      option: ['--trim-header'],
    });
  const { rows, superseded } = counts;
  if (superseded > 0)
    suspicions.push({
      what: `The id (${id.join(', ')}) is not unique: a later row replaces ${superseded.toLocaleString('en')} of the first ${rows.toLocaleString('en')} rows.`,
      option: ['--id', `${stringify([id]).trim()},…`],
    });
  return suspicions;
}
