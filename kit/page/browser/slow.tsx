import { useState } from 'preact/hooks';
import type { CallReport } from '../../faults/calls';
import type { View } from '../view';
import { Command } from './command';
import { act } from './server';
import { live } from './state';
import { count, plural, sluice } from './words';

const PACES = [
  [0, 'off'],
  [100, '0.1 s'],
  [500, '0.5 s'],
  [1500, '1.5 s'],
] as const;

/** Slow motion: the proxy really delays each call. */
export function Slow({ view: { about, calls, pace } }: { view: View }) {
  const [trouble, setTrouble] = useState('');
  if (calls === 'elsewhere') return null;
  const set = (ms: number) =>
    act('pace', { ms }).then(
      () => setTrouble(''),
      (error: Error) => setTrouble(error.message),
    );
  const warning = pace > 0 && warningOf(live.value.calls, pace, about.timeouts);
  return (
    <section aria-labelledby="slow-title">
      <h2 id="slow-title">Slow motion</h2>
      <fieldset class="paces">
        <legend>Each AWS call waits in the proxy, and nothing is simulated.</legend>
        {PACES.map(([ms, word]) => (
          <label key={ms}>
            <input type="radio" name="pace" checked={pace === ms} onChange={() => set(ms)} />
            <span>{word}</span>
          </label>
        ))}
      </fieldset>
      {pace > 0 && <Command text={sluice('fault', ['delay'], { ms: pace })} />}
      {warning && <p class="trouble">{warning}</p>}
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}

/** Returns a warning when the calls of one job, one after another, would last longer than the function may. */
function warningOf(
  calls: readonly CallReport[],
  pace: number,
  timeouts: Readonly<Record<'extract' | 'load', number>>,
): string | undefined {
  for (const name of ['extract', 'load'] as const) {
    const most = new Map<string, number>();
    for (const { job, function: caller } of calls)
      if (job && caller === name) most.set(job, (most.get(job) ?? 0) + 1);
    const calledMost = Math.max(0, ...most.values());
    if (calledMost * pace <= timeouts[name] * 1000) continue;
    return `A job here made ${plural(calledMost, 'call')} of ${name}. At this pace they can pass its timeout of ${count(timeouts[name])} s.`;
  }
  return undefined;
}
