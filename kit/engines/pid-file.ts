import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from './process';

/** A process that this checkout started. */
export interface Started {
  pid: number;
  /** The value of `identityOf`, so that a later process with the same id is not mistaken for this one. */
  identity: string;
  port: number;
  engine: string;
}

/** Writes the file whole or not at all, so that a reader never sees half of it. */
export function writePidFile(file: string, started: Started): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(started)}\n`);
  renameSync(`${file}.new`, file);
}

/** Returns the process that the file names, if that same process is alive; undefined for a stale or broken file. */
export async function readPidFile(file: string): Promise<Started | undefined> {
  let started: Partial<Started>;
  try {
    started = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  if (!Number.isInteger(started?.pid) || !started.identity || !Number.isInteger(started.port))
    return undefined;
  const now = await identityOf(started.pid as number);
  return now === started.identity ? (started as Started) : undefined;
}

export function removePidFile(file: string): void {
  rmSync(file, { force: true });
}
