import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KitError } from '../errors';
import { identityOf } from './process';

/**
 * Does `work` while no other process of this checkout does: two terminals that say `make up` at the same
 * moment must not build one venv twice. A lock whose holder was killed does not count.
 */
export async function withLock<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  const me = JSON.stringify({ pid: process.pid, identity: await identityOf(process.pid) });
  const deadline = Date.now() + timeoutMs;
  while (!take(file, me)) {
    if (!(await isHeld(file))) {
      // Renaming is atomic: of two that wait, one takes the dead lock away.
      const dead = `${file}.${process.pid}`;
      try {
        renameSync(file, dead);
        rmSync(dead, { force: true });
      } catch {}
    } else if (Date.now() > deadline) {
      throw new KitError({
        code: 'LOCKED',
        message: `Another sluice command of this checkout is at work; ${file} names it.`,
        fix: 'Wait until it is done, or end it, and try again.',
      });
    } else await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string, me: string): boolean {
  try {
    writeFileSync(file, me, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isHeld(file: string): Promise<boolean> {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return (await identityOf(holder.pid)) === holder.identity;
  } catch {
    // Empty for the instant between its making and its writing.
    const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return Date.now() - made < 1000;
  }
}
