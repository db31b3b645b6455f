import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from './process';

/** A process that this checkout started. */
export interface Started {
  pid: number;
  /** From `identityOf`, so that a stranger who gets the same id later is not taken for it. */
  identity: string;
  port: number;
  engine: string;
}

/** Writes the file whole or not at all: a reader never sees half of it. */
export function writePidFile(file: string, started: Started): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(started)}\n`);
  renameSync(`${file}.new`, file);
}

/** The process that the file names, if that very process is alive; a stale or broken file names none. */
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
