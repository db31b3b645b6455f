import { readFileSync } from 'node:fs';
import path from 'node:path';
import { KitError } from '../errors';

/** A change of one place of the code. */
export interface CodeBreak {
  /** The file, by its path from the root. */
  readonly file: string;
  /** The text that the file contains once… */
  readonly from: string;
  /** …and that this replaces. */
  readonly to: string;
}

/**
 * Returns the file's content with the place broken.
 * @throws KitError `LAB_FILE_CHANGED` when the file does not contain the text exactly once
 */
export function broken(root: string, { file, from, to }: CodeBreak): string {
  const code = readFileSync(path.join(root, file), 'utf8');
  const found = code.split(from).length - 1;
  if (found !== 1) {
    throw new KitError('LAB_FILE_CHANGED', {
      file,
      what: `has ${found === 0 ? 'not' : `${found} times`} the place that is broken`,
    });
  }
  return code.replace(from, () => to);
}
