import { useState } from 'preact/hooks';
import type { LetterView, View } from '../view';
import { Command, Marked } from './command';
import { act } from './server';
import { news, replay } from './state';
import { count, plural, shorten, sluice } from './words';

const SHOWN = 2;

export function Letters({ view: { letters, letterCount } }: { view: View }) {
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState(false);
  if (letterCount === 0) return null;
  // A replay shows letters of the past.
  const disabled = busy || replay.value !== undefined;
  const redrive = async (letter?: LetterView) => {
    setBusy(true);
    try {
      const { jobs, loads } = await act<{ jobs: unknown[]; loads: number }>(
        'redrive',
        letter ? { id: letter.id } : {},
      );
      news.value = `Sent again: ${plural(jobs.length, 'message')} to the queue, ${plural(loads, 'event')} to load.`;
    } catch (error) {
      news.value = (error as Error).message;
    }
    setBusy(false);
  };
  const shown = all ? letters : letters.slice(0, SHOWN);
  return (
    <section aria-labelledby="letters-title" class="letters">
      <div class="title">
        <h2 id="letters-title">
          Dead letters <span class="number">{count(letterCount)}</span>
        </h2>
        <Command text={sluice('redrive')} />
        {letterCount > 1 && (
          <button type="button" class="main" disabled={disabled} onClick={() => redrive()}>
            Redrive all
          </button>
        )}
      </div>
      <ul>
        {shown.map((letter) => (
          <li key={letter.id}>
            <div>
              <p>
                <span class="cross" aria-hidden="true">
                  ✘
                </span>{' '}
                <b>{shorten(letter.what, 80)}</b> <span class="soft">in {letter.queue}</span>{' '}
                <span class="reason">{letter.reason ?? 'Reading its reason in the log…'}</span>
              </p>
              {letter.fix && (
                <p class="soft">
                  What to do: <Marked text={letter.fix} />
                </p>
              )}
            </div>
            <button
              type="button"
              class={letterCount === 1 ? 'main' : ''}
              disabled={disabled}
              onClick={() => redrive(letter)}
              aria-label={`Redrive ${letter.what}`}
              title={sluice('redrive', [], { letter: letter.id })}
            >
              Redrive
            </button>
          </li>
        ))}
      </ul>
      {letters.length > SHOWN && (
        <button type="button" onClick={() => setAll(!all)}>
          {all
            ? 'Show fewer'
            : `Show ${letters.length < letterCount ? `the first ${letters.length}` : `all ${letters.length}`}`}
        </button>
      )}
    </section>
  );
}
