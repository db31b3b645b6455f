import { readFileSync } from 'node:fs';
import * as kit from '../../../kit/faults/kill';
import { engine } from '../../../kit/session';

/** Whether the kit can reach the functions' processes. It can on an engine that it started. */
export const FUNCTIONS_HERE = process.env.SLUICE_TEST_FUNCTIONS !== 'elsewhere';

/** Ends every process of a function at once, as a power failure would. Returns how many there were. */
export async function killWorkers(functionName: string): Promise<number> {
  return kit.killWorkers((await engine()).engine, functionName);
}

/** Returns the peak resident memory of the function's processes, in bytes; undefined when none can be seen. */
export async function peakMemory(functionName: string): Promise<number | undefined> {
  const workers = await kit.workersOf((await engine()).engine)(functionName);
  const peaks = workers.flatMap(({ pid }) => {
    try {
      const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return kilobytes === undefined ? [] : [Number(kilobytes) * 1024];
    } catch {
      return []; // The process has ended.
    }
  });
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}
