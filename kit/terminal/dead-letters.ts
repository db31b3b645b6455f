import type { Explained } from '../workflow/reasons';
import type { Output } from './output';
import { bold, yellow } from './style';

/** Prints each dead letter with its reason and what to do; prints nothing without dead letters. */
export function printDeadLetters(letters: readonly Explained[], out: Output): void {
  for (const { queue, body, csvKeys, reason, fix } of letters) {
    out.line(`\n${yellow('dead letter')} in ${queue}: ${csvKeys.join(', ') || body}`);
    if (reason) out.line(`  ${reason}`);
    out.line(`  ${bold('What to do:')} ${fix}`);
  }
}
