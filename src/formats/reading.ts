import * as v from 'valibot';

/** How to read a file that differs from what its format expects. A format takes some of these options. */
export interface Reading {
  /** The character between cells, or `auto` to find it in the first lines. */
  readonly delimiter?: string | undefined;
  /** The character around a cell, or `none`: quotes are then characters like any other. */
  readonly quote?: string | undefined;
  /** Whether spaces around the names in a header are dropped. */
  readonly trimHeader?: boolean | undefined;
  /** A label of https://encoding.spec.whatwg.org/#names-and-labels, such as `windows-1252`; UTF-8 by default. */
  readonly encoding?: string | undefined;
  /** The JSON pointer to the array of rows, such as `/data/items`: https://www.rfc-editor.org/rfc/rfc6901. */
  readonly path?: string | undefined;
}

export type ReadingOption = keyof Reading;

const text = v.string('must be a text');

/** The options, as a message and a dataset's entry spell them. */
export const READING = {
  delimiter: v.optional(
    v.pipe(
      text,
      v.check(
        (given) => given === 'auto' || /^[^"\r\n]$/u.test(given),
        'must be auto or one character other than a double quote or a line end',
      ),
    ),
  ),
  quote: v.optional(
    v.pipe(
      text,
      v.check(
        (given) => given === 'none' || /^[!-/:-@[-`{-~]$/.test(given),
        'must be none or one ASCII punctuation mark',
      ),
    ),
  ),
  trimHeader: v.optional(v.boolean('must be true or false')),
  encoding: v.optional(v.pipe(text, v.check(isEncoding, 'must be an encoding such as windows-1252'))),
  path: v.optional(
    v.pipe(text, v.regex(/^(\/([^~/]|~[01])*)+$/, 'must be a JSON pointer such as /data/items')),
  ),
} satisfies Record<ReadingOption, v.GenericSchema>;

export const READING_OPTIONS = Object.keys(READING) as ReadingOption[];

/** Returns those options of an object that are given and that a format takes. */
export function readingOf(given: Reading, takes: readonly ReadingOption[]): Reading {
  const entries = takes.map((option) => [option, given[option]]).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

function isEncoding(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}
