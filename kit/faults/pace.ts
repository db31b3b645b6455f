import * as v from 'valibot';
import { KitError } from '../errors';
import type { Call } from './call';

/** The longest delay. The functions' clients give up a call later than that. */
const MOST_MS = 3000;

const Schema = v.strictObject({
  stage: v.pipe(v.string(), v.nonEmpty()),
  ms: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_MS)),
});

/** Checks a request for slow motion. @throws KitError `BAD_PACE` */
export function parsePace(input: unknown): v.InferOutput<typeof Schema> {
  const parsed = v.safeParse(Schema, input);
  if (parsed.success) return parsed.output;
  throw new KitError('BAD_PACE', { most: MOST_MS });
}

/** Slow motion: a delay of every call of a stage's functions. A fault may hit the call as well. */
export class Pace {
  private readonly delays = new Map<string, number>();

  set({ stage, ms }: { stage: string; ms: number }): void {
    if (ms === 0) this.delays.delete(stage);
    else this.delays.set(stage, ms);
  }

  /** Returns the delay of a call in ms, or 0. */
  of({ stage = '' }: Call): number {
    return this.delays.get(stage) ?? 0;
  }

  stages(): Record<string, number> {
    return Object.fromEntries(this.delays);
  }
}
