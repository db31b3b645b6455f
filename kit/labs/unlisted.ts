import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import type { CodeBreak } from './break';

/** The folder of the breaks that no lab names, beside the labs. `ls` does not show it. */
const UNLISTED = '.unlisted';

/** A break of a lab that has several. Its folder has hints, a solution and other fixes, as that of a lab. */
export interface Unlisted {
  readonly name: string;
  readonly folder: string;
  readonly place: CodeBreak;
  /** The sentence with which the check fails while nothing is fixed. */
  readonly fails: string;
  /** The letter of the answer that the measurement gives. Only the proof reads it. */
  readonly measures: string;
}

const text = v.pipe(v.string(), v.nonEmpty());
const Break = v.strictObject({ file: text, from: text, to: v.string(), fails: text, measures: text });

/** Returns the unlisted breaks, by their names. @param labs the folder of the labs */
export function readUnlisted(labs: string): Unlisted[] {
  const root = path.join(labs, UNLISTED);
  return readdirSync(root)
    .sort()
    .map((name) => {
      const folder = path.join(root, name);
      const { fails, measures, ...place } = v.parse(
        Break,
        parse(readFileSync(path.join(folder, 'break.yml'), 'utf8')),
      );
      return { name, folder, place, fails, measures };
    });
}
