import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';
import { KitError } from '../errors';
import type { LabCode } from './lab';
import { type Patch, readPatch } from './patch';

const text = v.pipe(v.string(), v.nonEmpty());

/** The front matter of lab.md. */
const Front = v.strictObject({
  title: text,
  /** The concept of the field that the lab is about. */
  concept: text,
  minutes: v.pipe(v.number(), v.integer(), v.maxValue(8)),
  /** The engines on which `labs-check` has proven it. */
  engines: v.pipe(v.array(text), v.nonEmpty()),
  /** The files that the lab breaks, or that a fix may change. They are put back afterwards. */
  files: v.pipe(v.array(text), v.nonEmpty()),
  /** The sentence with which the check fails while nothing is fixed. */
  fails: text,
  question: text,
  answers: v.record(v.pipe(v.string(), v.regex(/^[a-z]$/)), text),
  /** A question about an earlier lab, and its answer. */
  recall: v.optional(v.strictObject({ lab: v.number(), question: text, answer: text })),
});

/** The headings of lab.md, in order. */
export const HEADINGS = ['Run', 'Predict', 'See', 'Fix', 'Why it matters', 'On AWS'] as const;
export type Heading = (typeof HEADINGS)[number];

/** A lab as its folder describes it. */
export interface Lab extends v.InferOutput<typeof Front> {
  /** The folder's name, such as `02-one-bad`. */
  readonly name: string;
  readonly number: number;
  readonly folder: string;
  readonly sections: Readonly<Record<Heading, string>>;
  /** Three: where to look, what is wrong there, the change and its reason. */
  readonly hints: readonly string[];
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

/** Loads the lab's code. */
export function codeOf({ folder }: Lab): LabCode {
  return (require(path.join(folder, 'lab.ts')) as { default: LabCode }).default;
}

export function solutionOf({ folder }: Lab): Patch {
  return readPatch(path.join(folder, 'solution.patch'));
}

/** Returns the other fixes of a lab, by their names: `wrong` ones must not pass its check, `other` ones must. */
export function fixesOf({ folder }: Lab, kind: 'wrong' | 'other'): Record<string, Patch> {
  const there = path.join(folder, kind);
  const files = existsSync(there) ? readdirSync(there).filter((file) => file.endsWith('.patch')) : [];
  return Object.fromEntries(
    files.sort().map((file) => [path.parse(file).name, readPatch(path.join(there, file))]),
  );
}

function readLab(folder: string): Lab {
  const name = path.basename(folder);
  try {
    const page = readFileSync(path.join(folder, 'lab.md'), 'utf8');
    const [, front = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(page) ?? [];
    const sections = sectionsOf(body);
    const missing = HEADINGS.find((heading) => !sections[heading]);
    if (missing) throw new Error(`it has no section "${missing}"`);
    const hints = Object.values(sectionsOf(readFileSync(path.join(folder, 'hints.md'), 'utf8')));
    if (hints.length !== 3) throw new Error(`it has ${hints.length} hints instead of three`);
    return {
      ...v.parse(Front, parse(front)),
      ...{ name, number: Number(name.slice(0, 2)), folder, hints },
      sections: sections as Record<Heading, string>,
    };
  } catch (cause) {
    throw new KitError('LAB_UNREADABLE', { lab: name, reason: (cause as Error).message }, cause);
  }
}

/** Returns the text under each heading of the second level. */
function sectionsOf(markdown: string): Record<string, string> {
  const [, ...parts] = `\n${markdown}`.split(/\n## /);
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf('\n');
      // The first line may be code: its spaces count.
      return [part.slice(0, end).trim(), part.slice(end).replace(/^\n+/, '').trimEnd()];
    }),
  );
}
