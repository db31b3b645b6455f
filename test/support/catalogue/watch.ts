import { setTimeout as pause } from 'node:timers/promises';
import type { Clients } from '../../../kit/stack/clients';
import type { Stack } from '../../../kit/stack/stack';
import { type Snapshot, takeSnapshot } from '../../../kit/workflow/settle';
import { fresh } from './fresh';

const DEADLINE_MS = Number(process.env.CATALOGUE_DEADLINE_MS ?? 300_000);
const LOOK_EVERY_MS = 100;

/** Watches the stage for many tests at once, because separate watches would hide dead letters from each other. */
export class Watch {
  private readonly look: () => Promise<Snapshot>;

  constructor(stack: Stack, aws: Clients) {
    this.look = fresh(async () => {
      await pause(LOOK_EVERY_MS);
      return takeSnapshot(stack, aws);
    });
  }

  /**
   * Waits for a fact.
   * @throws Error with what was seen last, when the fact does not become true in time
   */
  async until<T>(
    what: string,
    fact: (snapshot: Snapshot) => T | undefined | Promise<T | undefined>,
  ): Promise<T> {
    const end = Date.now() + DEADLINE_MS;
    for (;;) {
      const snapshot = await this.look();
      const found = await fact(snapshot);
      if (found !== undefined) return found;
      if (Date.now() > end) {
        const seen = JSON.stringify({ queues: snapshot.queues, letters: snapshot.deadLetters.length });
        throw new Error(`${what}: not within ${DEADLINE_MS / 1000} s; last seen ${seen}`);
      }
    }
  }
}
