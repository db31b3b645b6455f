import { readFileSync } from 'node:fs';
import path from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { writeAtomically } from '../atomic-write';
import { KitError } from '../errors';

/** A unified diff of files of this checkout, with a few words above it. */
export interface Patch {
  /** The text before the diff. */
  readonly about: string;
  readonly diff: string;
}

/** Reads a patch. */
export function readPatch(file: string): Patch {
  const text = readFileSync(file, 'utf8');
  const start = /^--- /m.exec(text)?.index ?? 0;
  return { about: text.slice(0, start).trim(), diff: text.slice(start) };
}

/**
 * Applies a patch, exactly: to all its files or to none.
 * @throws KitError `LAB_FILE_CHANGED` when it does not fit
 */
export function apply(root: string, { diff }: Patch): void {
  const patched = parsePatch(diff).map((one) => {
    const file = (one.newFileName ?? '').replace(/^b\//, '');
    const there = path.join(root, file);
    const content = applyPatch(readFileSync(there, 'utf8'), one);
    if (content === false) throw new KitError('LAB_FILE_CHANGED', { file, what: 'does not fit the patch' });
    return { there, content };
  });
  for (const { there, content } of patched) writeAtomically(there, content);
}
