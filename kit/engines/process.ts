import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run';

const LINUX = process.platform === 'linux';

/**
 * Returns what distinguishes a process from a later one with the same id: its start time. Undefined when the process is
 * gone. On Linux it also names the boot, because start times count from there.
 */
export async function identityOf(pid: number): Promise<string | undefined> {
  if (!LINUX) {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { timeoutMs: 2000 });
    const [state, ...started] = stdout.split(/\s+/);
    return started.length === 0 || state?.startsWith('Z') ? undefined : started.join(' ');
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself contain spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Returns the processes that were started with all `markers` (as `NAME=value`) in their environment. */
export async function processesMarked(...markers: string[]): Promise<number[]> {
  const found: number[] = [];
  if (LINUX) {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const environment = environmentOf(entry);
      if (markers.every((marker) => environment.includes(marker))) found.push(Number(entry));
    }
  } else {
    // -E shows the environment of the user's own processes, after the command.
    const { stdout } = await run('ps', ['-axwwE', '-o', 'pid=,command='], { timeoutMs: 5000 });
    for (const line of stdout.split('\n')) {
      if (markers.every((marker) => ` ${line} `.includes(` ${marker} `))) {
        found.push(Number.parseInt(line, 10));
      }
    }
  }
  return found.filter((pid) => pid !== process.pid);
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // The process is gone, or another user's.
  }
}

/** Signals a process or, with a negative id, its group. Returns false when there is no such process. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

/** Ends a process that leads its group, and the group with it: SIGTERM, then SIGKILL after `graceMs`. */
export async function endGroup(leader: number, graceMs: number): Promise<void> {
  signal(-leader, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (Date.now() < deadline && (await identityOf(leader))) await sleep(30);
  signal(-leader, 'SIGKILL');
}

/**
 * Ends every process that has the marker: SIGTERM, then SIGKILL for those left after `graceMs`. Returns how many there
 * were. Also finds workers whose engine was killed.
 */
export async function endMarked(marker: string, graceMs: number): Promise<number> {
  let left = await processesMarked(marker);
  const count = left.length;
  for (const pid of left) signal(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (left.length > 0) {
    // Looks again each time: an engine that is stopping may start one more worker.
    if (Date.now() > deadline) for (const pid of left) signal(pid, 'SIGKILL');
    if (Date.now() > deadline + 5000) break;
    await sleep(30);
    left = await processesMarked(marker);
  }
  return count;
}
