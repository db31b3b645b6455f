import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What one run on one engine saw. */
export interface Results {
  /** `ministack`, …, or `aws`. */
  readonly engine: string;
  readonly version: string;
  /** Such as `2026-11-24`. */
  readonly date: string;
  /** By the probe's key; what a run did not look at is absent. */
  readonly seen: Readonly<Record<string, string>>;
}

/** Where the results are kept, a file an engine, beside the page that is made of them. */
export function resultsFolder(root: string): string {
  return path.join(root, 'docs', 'parity');
}

/** Every engine's last results, by the engine's name. */
export function readResults(root: string): Results[] {
  const folder = resultsFolder(root);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
}

export function writeResults(root: string, results: Results): void {
  const folder = resultsFolder(root);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${results.engine}.json`), `${JSON.stringify(results, null, 2)}\n`);
}
