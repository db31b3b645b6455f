import type { Span } from './lanes';

/** The measures of the drawing of calls, in its own units. */
export const WIDTH = 1240;
export const LEFT = 250;
export const LANE = 66;
export const TOP = 30;

/** Returns where a moment is drawn. */
export function xOf(at: number, { from, to }: Span): number {
  return LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - 6);
}
