import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { KitError } from '../errors';
import type { LabCode } from './lab';
import { readPage } from './markdown';
import { type Patch, readPatch } from './patch';
import { readUnlisted, type Unlisted } from './unlisted';

const text = v.pipe(v.string(), v.nonEmpty());
const letter = v.pipe(v.string(), v.regex(/^[a-z]$/));

/** The letter that a measurement gives: one, or one for each engine where they differ. */
export const Measures = v.union([letter, v.record(text, letter)]);

/** The front matter of lab.md. */
const Front = v.strictObject({
  title: text,
  /** The concept of the field that the lab is about. */
  concept: text,
  minutes: v.pipe(v.number(), v.integer(), v.maxValue(8)),
  /** The engines on which `labs-check` has proven it. */
  engines: v.pipe(v.array(text), v.nonEmpty()),
  /** The files, or folders of files, that the lab breaks, or that a fix may change. They are put back afterwards. */
  files: v.pipe(v.array(text), v.nonEmpty()),
  /** The sentence with which the check fails while nothing is fixed. Missing when each break has its own. */
  fails: v.optional(v.string(), ''),
  /**
   * What the prose says that the measurement gives. Only the proof reads it, and a learner's answer is always measured.
   * Missing when each break has its own.
   */
  measures: v.optional(Measures, {}),
  /** Whether a seed chooses one of the unlisted breaks. */
  unlisted: v.optional(v.boolean(), false),
  question: text,
  answers: v.record(letter, text),
  /** A question about an earlier lab, and its answer. */
  recall: v.optional(v.strictObject({ lab: v.number(), question: text, answer: text })),
});

/** The headings of lab.md, in order. */
export const HEADINGS = ['Run', 'Predict', 'See', 'Fix', 'Why it matters', 'On AWS'] as const;
export type Heading = (typeof HEADINGS)[number];

/** A lab as its folder describes it. */
export interface Lab extends Omit<v.InferOutput<typeof Front>, 'unlisted'> {
  /** The folder's name, such as `02-one-bad`. */
  readonly name: string;
  readonly number: number;
  readonly folder: string;
  readonly sections: Readonly<Record<Heading, string>>;
  /** Three: where to look, what is wrong there, the change and its reason. */
  readonly hints: readonly string[];
  /** The folder of the solution and the other fixes. */
  readonly fixes: string;
  /** The breaks of which a seed chooses one; none when the lab has its own break. */
  readonly unlisted: readonly Unlisted[];
  readonly chosen?: Unlisted;
}

/** Returns all labs, by their numbers. @throws KitError `LAB_UNREADABLE` */
export function readLabs(root: string): Lab[] {
  const folders = readdirSync(path.join(root, 'labs')).filter((name) => /^\d\d-[a-z-]+$/.test(name));
  return folders.sort().map((name) => readLab(path.join(root, 'labs', name)));
}

/** Returns the lab of this number. @throws KitError `NO_SUCH_LAB` */
export function labOf(labs: readonly Lab[], number: string): Lab {
  const found = labs.find((lab) => lab.number === Number(number));
  if (found) return found;
  throw new KitError('NO_SUCH_LAB', { number, numbers: labs.map((lab) => lab.number).join(', ') });
}

/**
 * Returns the lab with the break that a seed chooses. A lab with its own break is returned unchanged.
 * @param seed a whole number above 0
 */
export function withSeed(lab: Lab, seed: number): Lab {
  const chosen = lab.unlisted[(seed - 1) % lab.unlisted.length];
  if (!chosen) return lab;
  const { folder: fixes, fails, measures } = chosen;
  return { ...lab, chosen, fixes, fails, measures, hints: hintsIn(fixes) };
}

/**
 * Returns the letters of which the measurement of a lab gives one, as its prose says. There are several when engines
 * differ and the engine is not one of those that the lab names.
 */
export function measuresOn({ measures }: Pick<Lab, 'measures'>, engine: string): string[] {
  if (typeof measures === 'string') return [measures];
  return engine in measures ? [measures[engine] ?? ''] : Object.values(measures);
}

/** Loads the lab's code. */
export function codeOf({ folder, chosen }: Lab): LabCode {
  const code = (require(path.join(folder, 'lab.ts')) as { default: LabCode }).default;
  return chosen ? { ...code, break: chosen.place } : code;
}

/** Returns what a prediction writes: the lab's break, or what the learner starts from. */
export function placeOf(lab: Lab): LabCode['break'] {
  const { break: place, starter } = codeOf(lab);
  return place ?? starter;
}

export function solutionOf({ fixes }: Lab): Patch {
  return readPatch(path.join(fixes, 'solution.patch'));
}

/** Returns the other fixes of a lab, by their names: `wrong` ones must not pass its check, `other` ones must. */
export function fixesOf({ fixes }: Pick<Lab, 'fixes'>, kind: 'wrong' | 'other'): Record<string, Patch> {
  const there = path.join(fixes, kind);
  const files = existsSync(there) ? readdirSync(there).filter((file) => file.endsWith('.patch')) : [];
  return Object.fromEntries(
    files.sort().map((file) => [path.parse(file).name, readPatch(path.join(there, file))]),
  );
}

function readLab(folder: string): Lab {
  const name = path.basename(folder);
  try {
    const { front, sections } = readPage(path.join(folder, 'lab.md'));
    const missing = HEADINGS.find((heading) => !sections[heading]);
    if (missing) throw new Error(`it has no section "${missing}"`);
    const { unlisted, ...about } = v.parse(Front, front);
    if (!unlisted && !about.fails) throw new Error('it does not say with which sentence it fails');
    if (!unlisted && measuresOn(about, '').length === 0) throw new Error('it does not say what is measured');
    return {
      ...about,
      ...{ name, number: Number(name.slice(0, 2)), folder, fixes: folder },
      hints: unlisted ? [] : hintsIn(folder),
      unlisted: unlisted ? readUnlisted(path.dirname(folder)) : [],
      sections: sections as Record<Heading, string>,
    };
  } catch (cause) {
    throw new KitError('LAB_UNREADABLE', { lab: name, reason: (cause as Error).message }, cause);
  }
}

function hintsIn(folder: string): string[] {
  const hints = Object.values(readPage(path.join(folder, 'hints.md')).sections);
  if (hints.length !== 3) throw new Error(`it has ${hints.length} hints instead of three`);
  return hints;
}
