import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KitError } from '../errors';
import { identityOf } from './process';

/**
 * Does `work` while no other process of this checkout does: two terminals that run `make up` at the same moment must
 * not build one venv twice. A lock whose holder was killed does not count.
 */
export async function withLock<T>(file: string, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  const me = JSON.stringify({ pid: process.pid, identity: await identityOf(process.pid) });
  const deadline = Date.now() + timeoutMs;
  while (!take(file, me)) {
    if (await bury(file)) continue;
    if (Date.now() > deadline) throw new KitError('LOCKED', { file });
    await sleep(100);
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

/**
 * Removes a dead holder's lock. When several processes find it, only the one that creates the grave may remove it,
 * after a second look: by then, the dead lock may be gone, and the lock may belong to another process.
 */
async function bury(file: string): Promise<boolean> {
  const dead = contentOf(file);
  if (await isHeld(file, dead)) return false;
  const grave = `${file}.${createHash('sha256').update(dead).digest('hex').slice(0, 12)}`;
  if (!take(grave, '')) return false;
  try {
    if (contentOf(file) !== dead || (await isHeld(file, dead))) return false;
    rmSync(file, { force: true });
    return true;
  } finally {
    rmSync(grave, { force: true });
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // Released.
  }
}

async function isHeld(file: string, content: string): Promise<boolean> {
  try {
    const holder = JSON.parse(content);
    return (await identityOf(holder.pid)) === holder.identity;
  } catch {
    // The file is empty for an instant between its creation and its content.
    const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    return Date.now() - made < 1000;
  }
}
