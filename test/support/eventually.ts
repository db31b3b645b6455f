import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a fact. @throws Error that says what was not seen within 60 s */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what}: not seen within 60 s`);
    await pause(100);
  }
}
