import { readFileSync } from 'node:fs';
import * as kit from '../../../kit/faults/kill';
import { engine } from '../../../kit/session';

/** Whether the kit reaches what runs the functions; it does not on an engine that somebody else started. */
export const FUNCTIONS_HERE = process.env.SLUICE_TEST_FUNCTIONS !== 'elsewhere';

/** Ends every process of a function at once, as a machine that loses its power. Returns how many there were. */
export async function killWorkers(functionName: string): Promise<number> {
  return kit.killWorkers((await engine()).engine, functionName);
}

/** The most memory, in bytes, that a process of the function has had resident. Undefined when none can be seen. */
export async function peakMemory(functionName: string): Promise<number | undefined> {
  const workers = await kit.workersOf((await engine()).engine)(functionName);
  const peaks = workers.flatMap(({ pid }) => {
    try {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return kilobytes === undefined ? [] : [Number(kilobytes) * 1024];
    } catch {
      return []; // It has ended.
    }
  });
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}
