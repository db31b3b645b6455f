import path from 'node:path';
import { readJsonFiles, writeJsonFile } from '../../kit/json-files';

/** The results of one run on one engine. */
export interface Results {
  /** `ministack`, …, or `aws`. */
  readonly engine: string;
  readonly version: string;
  /** Such as `2026-11-24`. */
  readonly date: string;
  /** What each probe saw, by its key. Probes that did not run are absent. */
  readonly seen: Readonly<Record<string, string>>;
}

/** The folder of the results, one file per engine. */
export function resultsFolder(root: string): string {
  return path.join(root, 'docs', 'internals', 'parity');
}

/** Returns the last results of every engine, sorted by engine. */
export function readResults(root: string): Results[] {
  return readJsonFiles(resultsFolder(root));
}

export function writeResults(root: string, results: Results): void {
  writeJsonFile(path.join(resultsFolder(root), `${results.engine}.json`), results);
}
