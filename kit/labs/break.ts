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

/** Returns the content of a file, by its path from the root. */
export type Read = (file: string) => string;

/** New contents of files, by their paths from the root. */
export type Contents = Readonly<Record<string, string>>;

/** A break that is not one place of one file: returns the files as broken. The same files give the same result. */
export type Breaks = (read: Read) => Contents;

/**
 * Returns the broken files; none without a break.
 * @throws KitError `LAB_FILE_CHANGED` when the file does not contain the text exactly once
 */
export function broken(place: CodeBreak | Breaks | undefined, read: Read): Contents {
  if (place === undefined) return {};
  if (typeof place === 'function') return place(read);
  const { file, from, to } = place;
  const code = read(file);
  const found = code.split(from).length - 1;
  if (found !== 1) {
    throw new KitError('LAB_FILE_CHANGED', {
      file,
      what: `has ${found === 0 ? 'not' : `${found} times`} the place that is broken`,
    });
  }
  return { [file]: code.replace(from, () => to) };
}

/** Reads the files under a root. */
export function filesIn(root: string): Read {
  return (file) => readFileSync(path.join(root, file), 'utf8');
}
