import type { CallReport } from '../../faults/calls';
import type { About, JobView } from '../view';
import { count, plural } from './words';

/** Returns a warning when the calls of one invocation, one after another, would last longer than its function may. */
export function paceWarning(
  jobs: readonly JobView[],
  calls: readonly CallReport[],
  pace: number,
  timeouts: About['timeouts'],
): string | undefined {
  const most = { extract: mostOfExtract(jobs, calls), load: mostOfLoad(calls) };
  for (const name of ['extract', 'load'] as const) {
    const wait = most[name] * pace;
    if (wait > timeouts[name] * 1000)
      return `An invocation of ${name} made ${plural(most[name], 'call')} here. At this pace they wait up to ${count(Math.round(wait / 1000))} s together, and its timeout is ${count(timeouts[name])} s.`;
  }
  return undefined;
}

/** An invocation of extract works on the jobs of a batch. Their receipts name it, and only their last tries count. */
function mostOfExtract(jobs: readonly JobView[], calls: readonly CallReport[]): number {
  const made = new Map<string, number>();
  for (const { id, key, startedAt, invocation = id } of jobs) {
    const own = calls.filter(
      (call) =>
        call.function === 'extract' &&
        call.at >= startedAt &&
        (call.job ? call.job === id : call.key === key),
    );
    made.set(invocation, (made.get(invocation) ?? 0) + own.length);
  }
  return Math.max(0, ...made.values());
}

/** An invocation of load works on one part, and reads it. Only that call names the part. */
function mostOfLoad(calls: readonly CallReport[]): number {
  const made = new Map<string, { calls: number; parts: Set<string> }>();
  for (const { function: name, job, operation, key } of calls) {
    if (name !== 'load' || !job) continue;
    const known = made.get(job) ?? { calls: 0, parts: new Set() };
    made.set(job, known);
    known.calls++;
    if (operation === 'GetObject' && key?.endsWith('.csv')) known.parts.add(key);
  }
  return Math.max(0, ...Array.from(made.values(), (one) => Math.ceil(one.calls / (one.parts.size || 1))));
}
