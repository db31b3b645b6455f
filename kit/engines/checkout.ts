import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Place } from './engine';

/** Twelve letters and digits that stand for this checkout: the same by every path that leads to it. */
export function checkoutId(place: Place): string {
  return createHash('sha256').update(realpathSync(place.root)).digest('hex').slice(0, 12);
}
