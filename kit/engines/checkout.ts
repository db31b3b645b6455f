import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { Place } from './engine';

/** Returns the id of this checkout, twelve letters and digits: the same for every path that leads to it. */
export function checkoutId(place: Place): string {
  return createHash('sha256').update(realpathSync(place.root)).digest('hex').slice(0, 12);
}
