import path from 'node:path';
import { readJsonFiles, writeJsonFile } from '../../kit/json-files';

/** The result of one run of the fault catalogue on one engine. */
export interface Results {
  readonly engine: string;
  readonly version: string;
  /** Such as `2026-11-24`. */
  readonly date: string;
  readonly promises: readonly Shown[];
}

export interface Shown {
  readonly number: number;
  readonly promise: string;
  /** How the promise was tested: `end to end`, or the words in brackets at the end of the test's name. */
  readonly how: string;
  readonly kept: boolean;
}

/** The part of jest's JSON that is used. */
export interface JestResults {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

const NAME = /^#(\d+) (.*?)(?: \(([^()]*)\))?$/;

/** Parses the name of a catalogue test; undefined for any other test. */
export function readName(name: string): Omit<Shown, 'kept'> | undefined {
  const [, number, promise = '', how = 'end to end'] = NAME.exec(name) ?? [];
  return number === undefined ? undefined : { number: Number(number), promise, how };
}

/** Returns the promises that a run of jest tested, by number. Skipped tests are left out. */
export function shownBy({ testResults }: JestResults): Shown[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ fullName, status }) => {
      const named = readName(fullName);
      return named && ['passed', 'failed'].includes(status) ? [{ ...named, kept: status === 'passed' }] : [];
    })
    .sort((a, b) => a.number - b.number);
}

/** Returns the last results of every engine, sorted by engine. */
export function readResults(root: string): Results[] {
  return readJsonFiles(resultsFolder(root));
}

export function writeResults(root: string, results: Results): void {
  writeJsonFile(path.join(resultsFolder(root), `${results.engine}.json`), results);
}

function resultsFolder(root: string): string {
  return path.join(root, 'docs', 'internals', 'faults');
}
