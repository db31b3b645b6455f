import { batch, computed, signal } from '@preact/signals';
import type { CallReport } from '../../faults/calls';
import type { JobView, Update, View } from '../view';
import { Drawing } from './drawing';
import { callsAt, Recorder, type Recording, viewAt } from './recording';
import { waitOf } from './river-facts';
import { changesOf } from './words';

interface Picture {
  readonly view: View | undefined;
  readonly calls: readonly CallReport[];
}

export const connection = signal<'connecting' | 'live' | 'lost' | 'refused'>('connecting');
/** What the server sent last. */
export const live = signal<Picture>({ view: undefined, calls: [] });
/** The present, even beside a replay. */
export const present = computed(() => live.value.view);
/** The recording that is played, if any. */
export const replay = signal<Recording | undefined>(undefined);
export const paused = signal(false);
/** The moment that is shown, in ms since the epoch by the server's clock. Stays while the page is paused. */
export const now = signal(Date.now());
/** What happened last, for the status line. */
export const news = signal('');

/** How often what counts the time is drawn: a wait, or a call that lasts. */
const TICK_MS = 250;
const REPLAY_TICK_MS = 100;
const CALM_MS = 3000;
const CALLS_KEPT = 3000;
const recorder = new Recorder();
const known = new Map<number, CallReport>();
const held = signal<Picture | undefined>(undefined);
let arrived: Picture = { view: undefined, calls: [] };
let arrivedAt = 0;
let ahead = 0;
let playedAt = 0;

const picture = computed<Picture>(() => {
  const played = replay.value;
  if (!played) return held.value ?? live.value;
  return { view: viewAt(played, now.value), calls: callsAt(played.calls, now.value) };
});
/** What is shown: the present, the moment of the pause, or a moment of the replay. */
export const view = computed(() => picture.value.view);
/** The calls that are shown, in the order in which they began. */
export const callList = computed(() => picture.value.calls);

/** Takes what the server sent. It is recorded even while the page shows something else. */
export function take(update: Update): void {
  ahead = update.now - Date.now();
  arrivedAt = Date.now();
  const before = arrived.view;
  const changes = update.kind === 'all' || Object.keys(update.view).length > 0;
  const view =
    update.kind === 'all' ? update.view : changes && before ? { ...before, ...update.view } : before;
  if (!view) return;
  if (update.kind === 'all') known.clear();
  for (const call of update.calls) known.set(call.id, call);
  for (const id of known.keys()) {
    if (known.size <= CALLS_KEPT) break;
    known.delete(id);
  }
  const same = update.kind !== 'all' && update.calls.length === 0;
  arrived = { view, calls: same ? arrived.calls : [...known.values()] };
  recorder.add({ at: update.now, view });
  draw.soon();
}

const draw = new Drawing(
  () =>
    batch(() => {
      const before = live.value.view;
      live.value = arrived;
      if (!replay.value && !paused.value) tell(before, arrived.view);
      tick();
    }),
  (callback) => requestAnimationFrame(callback),
);

/** Lets the time of the page pass from now on. While nothing happens, nothing is drawn. */
export function start(): void {
  setInterval(() => {
    const every = replay.value ? REPLAY_TICK_MS : TICK_MS;
    if (performance.now() - draw.at >= every && (replay.value || !isCalm())) draw.soon();
  }, REPLAY_TICK_MS);
}

/** Whether nothing on the page depends on the time: no news have come for a while, and no job works or waits. */
function isCalm(): boolean {
  const at = Date.now() + ahead;
  const { jobs = [] } = arrived.view ?? {};
  const works = ({ phase }: JobView) => phase !== 'done' && phase !== 'failed';
  return Date.now() - arrivedAt > CALM_MS && !jobs.some((job) => works(job) || waitOf(job, at));
}

/** Holds what is shown, or continues. */
export function pause(): void {
  batch(() => {
    const played = replay.value;
    if (played && paused.value && now.value >= played.to) now.value = played.from;
    const before = held.value?.view;
    paused.value = !paused.value;
    held.value = paused.value && !played ? live.value : undefined;
    if (!paused.value && !played) tell(before, live.value.view);
    playedAt = Date.now();
  });
}

/** Plays the last minute from its beginning. */
export function playBack(): void {
  batch(() => {
    const played = recorder.play(Date.now() + ahead, live.value.calls);
    replay.value = played;
    paused.value = false;
    held.value = undefined;
    seek(played.from);
    news.value = `Replay of ${clock(played.from)} to ${clock(played.to)}. Live data is still recorded.`;
  });
}

/** Shows another moment of the replay. */
export function seek(at: number): void {
  now.value = at;
  playedAt = Date.now();
}

/** Shows the present again. */
export function backToLive(): void {
  batch(() => {
    replay.value = undefined;
    paused.value = false;
    news.value = 'Back to live.';
    tick();
  });
}

export const clock = (at: number): string => new Date(at).toLocaleTimeString('en-GB');

function tick(): void {
  if (paused.value) return;
  const played = replay.value;
  if (!played) {
    now.value = Date.now() + ahead;
    return;
  }
  const at = now.value + Date.now() - playedAt;
  seek(Math.min(at, played.to));
  if (at < played.to) return;
  paused.value = true;
  news.value = 'The replay has ended. The page still shows its last moment.';
}

function tell(before: View | undefined, after: View | undefined): void {
  if (before && after) news.value = changesOf(before, after).at(-1) ?? news.value;
}
