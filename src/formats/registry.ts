import * as all from '.';
import type { Format } from './format';

/** What a message calls a format. */
export type FormatName = keyof typeof all;

export const formats: Readonly<Record<FormatName, Format>> = all;

/** In alphabetical order. */
export const formatNames = Object.keys(formats).sort() as FormatName[];

/** Returns the format of files with an extension (`.csv`, in small letters), if there is one. */
export function formatOf(extension: string): FormatName | undefined {
  return formatNames.find((name) => formats[name].extensions.includes(extension));
}
