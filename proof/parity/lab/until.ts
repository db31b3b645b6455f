import { setTimeout as pause } from 'node:timers/promises';

export interface Wait<T> {
  /** What is waited for, for the error message. */
  readonly what: string;
  readonly seconds: number;
  readonly look: () => Promise<T>;
  readonly enough: (seen: T) => boolean;
  readonly signal?: AbortSignal;
  /** At the deadline, answer what was seen last: also that is an observation. */
  readonly orLast?: boolean;
}

const LOOK_EVERY_MS = 100;

/** Looks again and again until it has seen enough. @throws Error at the deadline, with what was seen last */
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
