import { useState } from 'preact/hooks';
import type { View } from '../view';
import { Command, Trouble } from './command';
import { paceWarning } from './pace-warning';
import { act } from './server';
import { live } from './state';
import { sluice } from './words';

const PACES = [
  [0, 'off'],
  [100, '0.1 s'],
  [500, '0.5 s'],
  [1500, '1.5 s'],
] as const;

/** Slow motion: the proxy really delays each call. */
export function Slow({ view: { about, calls, jobs, pace } }: { view: View }) {
  const [trouble, setTrouble] = useState('');
  if (calls === 'elsewhere') return null;
  const set = (ms: number) =>
    act('pace', { ms }).then(
      () => setTrouble(''),
      (error: Error) => setTrouble(error.message),
    );
  const warning = pace > 0 && paceWarning(jobs, live.value.calls, pace, about.timeouts);
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
      <Trouble text={trouble} />
    </section>
  );
}
