import pc from 'picocolors';
import type { Explained } from '../workflow/reasons';
import type { Output } from './output';

/** Each dead letter with why it died and what to do; nothing when there are none. */
export function printDeadLetters(letters: readonly Explained[], out: Output): void {
  for (const { queue, body, csvKeys, reason, fix } of letters) {
    out.line(`\n${pc.yellow('dead letter')} in ${queue}: ${csvKeys.join(', ') || body}`);
    if (reason) out.line(`  ${reason}`);
    out.line(`  ${pc.bold('What to do:')} ${fix}`);
  }
}
