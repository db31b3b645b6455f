import * as all from '.';
import type { Format } from './format';

/** The name of a format in messages. */
export type FormatName = keyof typeof all;

export const formats: Readonly<Record<FormatName, Format>> = all;

/** The names of all formats, in alphabetical order. */
export const formatNames = Object.keys(formats).sort() as FormatName[];

/** Returns the format of files with an extension (`.csv`, in lowercase), if there is one. */
export function formatOf(extension: string): FormatName | undefined {
  return formatNames.find((name) => formats[name].extensions.includes(extension));
}
