import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Figure } from './figure';
import type { Machine } from './machine';

/** A claim as it was measured once. */
export interface Measured {
  readonly claim: string;
  /** Where the claim depends on it. */
  readonly engine?: string;
  /** Such as `2026-11-24`. */
  readonly date: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

function folderOf(root: string): string {
  return path.join(root, 'bench', 'results');
}

/** The last results of every claim on every engine. */
export function readResults(root: string): Measured[] {
  const folder = folderOf(root);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().reduce<Measured[]>((last, name) => {
    return merged(last, JSON.parse(readFileSync(path.join(folder, name), 'utf8')));
  }, []);
}

/** Writes to the file of a day, beside what was measured on that day before. */
export function writeResults(root: string, date: string, measured: readonly Measured[]): void {
  const file = path.join(folderOf(root), `${date}.json`);
  mkdirSync(folderOf(root), { recursive: true });
  const before: Measured[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  writeFileSync(file, `${JSON.stringify(merged(before, measured), null, 2)}\n`);
}

function merged(before: readonly Measured[], after: readonly Measured[]): Measured[] {
  const same = (a: Measured, b: Measured) => a.claim === b.claim && a.engine === b.engine;
  return [...before.filter((old) => !after.some((one) => same(one, old))), ...after];
}
