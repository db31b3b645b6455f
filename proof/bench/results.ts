import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readJsonFiles, writeJsonFile } from '../../kit/json-files';
import type { Figure } from './figure';
import type { Machine } from './machine';

/** The result of one benchmark. */
export interface Measured {
  readonly benchmark: string;
  /** Set only if the benchmark depends on the engine. */
  readonly engine?: string;
  /** Such as `2026-11-24`. */
  readonly date: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

function folderOf(root: string): string {
  return path.join(root, 'proof', 'bench', 'results');
}

/** The last results of every benchmark on every engine, in the order of the engines' names. */
export function readResults(root: string): Measured[] {
  const last = readJsonFiles<Measured[]>(folderOf(root)).reduce(merged, []);
  return last.sort((a, b) => (a.engine ?? '').localeCompare(b.engine ?? ''));
}

/** Adds a result to the file of its day. */
export function writeResults(root: string, date: string, measured: readonly Measured[]): void {
  const file = path.join(folderOf(root), `${date}.json`);
  const before: Measured[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  writeJsonFile(file, merged(before, measured));
}

function merged(before: readonly Measured[], after: readonly Measured[]): Measured[] {
  const same = (a: Measured, b: Measured) => a.benchmark === b.benchmark && a.engine === b.engine;
  return [...before.filter((old) => !after.some((one) => same(one, old))), ...after];
}
