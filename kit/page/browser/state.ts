import { batch, computed, signal } from '@preact/signals';
import type { CallReport } from '../../faults/calls';
import type { Update, View } from '../view';
import { plural } from './words';

/** The state that the server sent last, and the browser's own. */
export const view = signal<View | undefined>(undefined);
export const calls = signal<ReadonlyMap<number, CallReport>>(new Map());
export const connection = signal<'connecting' | 'live' | 'lost' | 'refused'>('connecting');
export const paused = signal(false);
/** The server's time in ms, advancing while the page is not paused. */
export const now = signal(Date.now());
/** What happened last, for the status line. */
export const news = signal('');
export const updates = signal(0);

const CALLS_KEPT = 3000;
const token = location.hash.slice(1);
const headers = { authorization: `Bearer ${token}` };
let ahead = 0;
let held: Update[] = [];

/** Runs an action of the server. @throws Error with the server’s message and what to do */
export async function act<T = unknown>(name: string, input: object = {}): Promise<T> {
  return answerOf(
    await fetch(`/do/${name}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    }),
  );
}

export async function sendFile<T>(file: File, message: object): Promise<T> {
  const query = new URLSearchParams({ message: JSON.stringify(message) });
  const type = { 'content-type': 'application/octet-stream' };
  return answerOf(
    await fetch(`/file?${query}`, { method: 'PUT', headers: { ...headers, ...type }, body: file }),
  );
}

async function answerOf<T>(answer: Response): Promise<T> {
  const said = await answer.json();
  if (answer.ok) return said as T;
  throw new Error(`${said.message} ${said.fix}`);
}

/** Follows the server's feed forever. After a break, continues after the last event that arrived. */
export async function follow(): Promise<void> {
  let last = '';
  setInterval(tick, 100);
  for (;;) {
    try {
      const answer = await fetch('/feed', {
        headers: { ...headers, ...(last && { 'last-event-id': last }) },
      });
      if (answer.status === 403) {
        connection.value = 'refused';
        return;
      }
      connection.value = 'live';
      let rest = '';
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) break;
        const events = (rest + value).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const [id = '', data = ''] = event.split('\n');
          last = id.slice('id: '.length);
          take(JSON.parse(data.slice('data: '.length)));
        }
      }
    } catch {
      // The page's server has ended, or restarts.
    }
    connection.value = 'lost';
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

export function pause(): void {
  paused.value = !paused.value;
  if (paused.value) return;
  const missed = held;
  held = [];
  for (const update of missed) take(update);
}

function take(update: Update): void {
  if (paused.value) {
    held = update.kind === 'all' ? [update] : [...held, update];
    return;
  }
  batch(() => {
    ahead = update.now - Date.now();
    const before = view.value;
    if (update.kind === 'all') view.value = update.view;
    else if (before) view.value = { ...before, ...update.view };
    if (update.kind === 'all' || update.calls.length > 0) {
      const merged = new Map(update.kind === 'all' ? [] : calls.value);
      for (const call of update.calls) merged.set(call.id, call);
      for (const id of merged.keys()) {
        if (merged.size <= CALLS_KEPT) break;
        merged.delete(id);
      }
      calls.value = merged;
    }
    updates.value++;
    tell(before, view.value);
    tick();
  });
}

function tick(): void {
  if (!paused.value && !document.hidden) now.value = Date.now() + ahead;
}

function tell(before: View | undefined, after: View | undefined): void {
  if (!before || !after || before.totals.jobs === 0) return;
  const phases = new Map(before.jobs.map((job) => [job.id, job.phase]));
  for (const job of after.jobs) {
    if (phases.get(job.id) === job.phase) continue;
    if (job.phase === 'done') news.value = `${job.key} is done: ${plural(job.accepted, 'row')} in the table.`;
    else if (job.phase === 'failed') news.value = `${job.key} failed: ${job.reason ?? 'its function ended'}.`;
    else news.value = `${job.key}: ${job.phase}.`;
  }
  if (after.letterCount > before.letterCount)
    news.value = `A dead letter has arrived. There are ${after.letterCount}.`;
}

/** The calls in the order in which they began. */
export const callList = computed(() => [...calls.value.values()]);
