import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writeAtomically } from '../atomic-write';
import { KitError } from '../errors';

/** The file, from the root: text that can be copied to another machine. */
export const PROGRESS = 'labs/progress.json';

/** How far the open lab is. `breaking`: the prediction is recorded, and the break or its measurement is not complete. */
export type Phase = 'asked' | 'breaking' | 'broken' | 'passed';

/** What a learner did in a lab. It is kept when the lab is closed. */
export interface Done {
  readonly begun: string;
  /** What chose the break, in a lab that has several. */
  readonly seed?: number;
  /** The letter of the prediction, or `skip`. */
  readonly prediction?: string;
  /** The letter that the measurement gave, and what was seen. */
  readonly measured?: string;
  readonly seen?: readonly string[];
  readonly hints: number;
  readonly passed?: string;
}

export interface Progress {
  /** The lab whose files may be broken on purpose. The Makefile reads this line. */
  readonly open?: string;
  readonly phase?: Phase;
  readonly labs: Readonly<Record<string, Done>>;
}

/** Returns the learner's progress; nothing is begun when there is no file. @throws KitError `LAB_PROGRESS_UNREADABLE` */
export function readProgress(root: string): Progress {
  const file = path.join(root, PROGRESS);
  if (!existsSync(file)) return { labs: {} };
  try {
    const progress = JSON.parse(readFileSync(file, 'utf8')) as Progress;
    if (typeof progress.labs !== 'object') throw new Error('it has no "labs"');
    return progress;
  } catch (cause) {
    throw new KitError(
      'LAB_PROGRESS_UNREADABLE',
      { file: PROGRESS, reason: (cause as Error).message },
      cause,
    );
  }
}

/** Returns when the open lab began, in ms since the epoch; undefined when no lab is open. @throws as {@link readProgress} */
export function openSince(root: string): number | undefined {
  const { open = '', labs } = readProgress(root);
  const begun = labs[open]?.begun;
  return begun === undefined ? undefined : Date.parse(begun);
}

export function writeProgress(root: string, progress: Progress): void {
  writeAtomically(path.join(root, PROGRESS), `${JSON.stringify(progress, null, 2)}\n`);
}

/** Returns the progress with more known about a lab. */
export function withLab(progress: Progress, name: string, done: Partial<Done>): Progress {
  const before = progress.labs[name] ?? { begun: new Date().toISOString(), hints: 0 };
  return { ...progress, labs: { ...progress.labs, [name]: { ...before, ...done } } };
}
