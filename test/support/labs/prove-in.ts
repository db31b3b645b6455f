import type { Copy } from '../copy';
import type { Proven } from './prove';

/** One lab with all its states, each of which waits for facts with deadlines. */
const LAB_MS = 900_000;

export interface ProveOptions {
  /** Proves what every lab has: intact, broken, the solution and one wrong fix pass or fail as they must. */
  readonly few?: boolean;
  /** Called when a state is proven. */
  readonly onProven?: (one: Proven) => void;
}

/** Proves a lab in a copy of the checkout. @throws Error with its output when it did not get to its end */
export async function proveIn(
  copy: Copy,
  number: number,
  { few = false, onProven = () => {} }: ProveOptions = {},
): Promise<Proven[]> {
  const proven: Proven[] = [];
  // By exec: a signal to the shell would leave the proof at work.
  const script = `exec node --require ./kit/typescript.js test/support/labs/prove.ts ${number} ${few ? 'few' : ''}`;
  await copy.done(script, LAB_MS, (line) => {
    if (!line.startsWith('{')) return;
    const one = JSON.parse(line) as Proven;
    proven.push(one);
    onProven(one);
  });
  return proven;
}
