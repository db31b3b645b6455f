import type { View } from '../view';
import { ReplayButton } from './replay';
import { connection, news, pause, paused, replay } from './state';
import { count } from './words';

export function Header({ view }: { view: View }) {
  const { about, totals } = view;
  const link = connection.value === 'live' && view.trouble ? 'silent' : connection.value;
  const state = replay.value ? 'replay' : paused.value ? 'paused' : link;
  const words = {
    replay: 'replay, not live',
    paused: 'paused',
    live: 'live',
    lost: 'not connected',
    silent: 'no answer',
    connecting: 'connecting',
    refused: '',
  };
  return (
    <header>
      <h1>
        <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
          <path d="M3 9q5-5 10 0t10 0 6-2M3 17q5-5 10 0t10 0 6-2M3 25q5-5 10 0t10 0 6-2" />
        </svg>
        Sluice
      </h1>
      <p class="where">
        stage <b>{about.stage}</b> on <b>{about.engine}</b>
      </p>
      <p class="promise">
        <b>{count(totals.rows)}</b> rows read = <b>{count(totals.accepted)}</b> accepted +{' '}
        <b>{count(totals.rejected)}</b> rejected + <b>{count(totals.superseded)}</b> superseded +{' '}
        <b>{count(totals.filtered)}</b> filtered
        {totals.rows > totals.accepted + totals.rejected + totals.superseded + totals.filtered && (
          <>
            {' '}
            +{' '}
            <b>
              {count(totals.rows - totals.accepted - totals.rejected - totals.superseded - totals.filtered)}
            </b>{' '}
            open
          </>
        )}
      </p>
      <span class={`live ${state}`}>{words[state]}</span>
      {!replay.value && (
        <button type="button" aria-pressed={paused.value} onClick={pause}>
          {paused.value ? '▶ Continue' : '❚❚ Pause'}
        </button>
      )}
      <ReplayButton />
    </header>
  );
}

const LOST =
  'The page’s server does not answer. If it has ended, run ./sluice page and open the address that it prints.';

/** Says each change once, for screen readers and for the back row. */
export function StatusLine() {
  return (
    <p class="news" role="status" aria-live="polite">
      {connection.value === 'lost' ? LOST : news.value || 'Send a file, and watch it move.'}
    </p>
  );
}
