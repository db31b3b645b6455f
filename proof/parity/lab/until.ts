import { setTimeout as pause } from 'node:timers/promises';

export interface Wait<T> {
  /** The fact that is waited for, for the error message. */
  readonly what: string;
  readonly seconds: number;
  readonly look: () => Promise<T>;
  readonly enough: (seen: T) => boolean;
  readonly signal?: AbortSignal;
  /** Return the last result at the deadline instead of throwing. */
  readonly orLast?: boolean;
}

const LOOK_EVERY_MS = 100;

/** Repeats a look until `enough`. @throws Error at the deadline, with the last result */
export async function until<T>(wait: Wait<T>): Promise<T> {
  const { what, seconds, look, enough, signal, orLast } = wait;
  const end = Date.now() + seconds * 1000;
  for (;;) {
    signal?.throwIfAborted();
    const seen = await look();
    if (enough(seen)) return seen;
    if (Date.now() > end) {
      if (orLast) return seen;
      throw new Error(`${what}: not within ${seconds} s; seen last: ${JSON.stringify(seen)?.slice(0, 500)}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
