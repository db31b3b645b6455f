import { backToLive, clock, now, pause, paused, playBack, replay, seek } from './state';
import { plural } from './words';

/** Starts and ends the replay, in one place, so that the keyboard's focus stays. */
export function ReplayButton() {
  const on = replay.value !== undefined;
  return (
    <button
      type="button"
      class={on ? 'main' : ''}
      aria-label={on ? undefined : 'Replay the last minute'}
      title={on ? undefined : 'Replay the last minute'}
      onClick={on ? backToLive : playBack}
    >
      {on ? '▶▏Back to live' : '↺ Replay'}
    </button>
  );
}

/** Says that the picture is a replay, which moment it shows, and goes to any other. */
export function ReplayBar() {
  const played = replay.value;
  if (!played) return null;
  const { from, to } = played;
  const at = Math.round((now.value - from) / 1000);
  const all = Math.round((to - from) / 1000);
  return (
    <section class="replay" aria-label="Replay">
      <strong>
        <span aria-hidden="true">↺</span> Replay
      </strong>
      <button type="button" onClick={pause}>
        {!paused.value ? '❚❚ Hold' : now.value >= to ? '↺ Again' : '▶ Play'}
      </button>
      <input
        type="range"
        aria-label="moment of the replay"
        aria-valuetext={`second ${at} of ${all}`}
        {...{ min: 0, max: to - from, step: 100, value: now.value - from }}
        onInput={(event) => seek(from + event.currentTarget.valueAsNumber)}
      />
      <span>
        <b>{clock(now.value)}</b>, second {at} of {plural(all, 'recorded second')}
      </span>
    </section>
  );
}
