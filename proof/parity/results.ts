import path from 'node:path';
import { readJsonFiles, writeJsonFile } from '../../kit/json-files';

/** What one run on one engine saw. */
export interface Results {
  /** `ministack`, …, or `aws`. */
  readonly engine: string;
  readonly version: string;
  /** Such as `2026-11-24`. */
  readonly date: string;
  /** What each probe saw, by its key; absent for probes that did not run. */
  readonly seen: Readonly<Record<string, string>>;
}

/** Where the results are kept, a file an engine, beside the page that is made of them. */
export function resultsFolder(root: string): string {
  return path.join(root, 'docs', 'internals', 'parity');
}

/** Every engine's last results, by the engine's name. */
export function readResults(root: string): Results[] {
  return readJsonFiles(resultsFolder(root));
}

export function writeResults(root: string, results: Results): void {
  writeJsonFile(path.join(resultsFolder(root), `${results.engine}.json`), results);
}
