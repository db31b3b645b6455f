import { type Command, InvalidArgumentError, Option } from 'commander';
import { parse } from 'csv-parse/sync';
import type { Reading } from '../../src/formats/reading';
import { formatNames } from '../../src/formats/registry';

/** Parses an option as a whole number above 0. @throws InvalidArgumentError */
export function positive(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** Parses names separated by commas, as a line of CSV: `a, b` or `"a,b",c`. @throws InvalidArgumentError */
export function columns(text: string): string[] {
  try {
    const [names = []] = parse(text, { trim: true, relax_quotes: true, to: 1 });
    return names.filter((name) => name !== '');
  } catch {
    throw new InvalidArgumentError('Its quotes do not pair up.');
  }
}

/** What a command says about how a file is read. */
export interface FileOptions extends Omit<Reading, 'path'> {
  readonly id?: string[];
  readonly dataset?: string;
  readonly format?: string;
  readonly jsonPath?: string;
}

/** Adds the options that say how a file is read. */
export function withFileOptions(command: Command): Command {
  return (
    command
      .option('--id <columns>', 'the columns that make a row’s id: `a,b` or, in quotes, `"a,b",c`', columns)
      .option('--dataset <name>', 'the dataset of its rows; the file’s name by default')
      .addOption(
        new Option('--format <format>', 'its format; by the file’s extension by default').choices(
          formatNames,
        ),
      )
      .option('--delimiter <character>', 'the character between cells: `;`, `tab`, …, or `auto`', character)
      .option('--quote <character>', 'the character around cells, or `none`')
      .option('--trim-header', 'drop the spaces around the names in the header')
      .option('--encoding <label>', 'the encoding of its text, such as windows-1252; UTF-8 by default')
      // Not `--path`: its make variable would be PATH.
      .option('--json-path <pointer>', 'where the array of rows is in a JSON document, such as /data/items')
  );
}

/** Returns the fields of a job message for {@link withFileOptions}. */
export function messageFields<T extends FileOptions>({
  jsonPath,
  ...fields
}: T): Omit<T, 'jsonPath'> & Reading {
  return { ...fields, ...(jsonPath && { path: jsonPath }) };
}

function character(text: string): string {
  return text === 'tab' || text === '\\t' ? '\t' : text;
}
