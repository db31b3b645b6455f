import { addressIn } from '../../kit/engines/given';
import { fixesOf, type Lab } from '../../kit/labs/labs';
import { type Copy, copyCheckout } from '../../test/support/copy';
import type { Proven } from '../../test/support/labs/prove';
import { proveIn } from '../../test/support/labs/prove-in';

/** Labs mostly wait: two at once take little more than half the time on two processors. */
const COPIES = 2;

/** How far the proof is. */
export interface Watcher {
  /** Called with what is at work now. */
  working(labs: readonly string[]): void;
  proven(one: Proven): void;
  /** Called when a lab is proven, with its states and its time. */
  ended(lab: Lab, states: readonly Proven[], seconds: number): void;
}

/**
 * Proves labs in copies of the checkout, each with its own engine, and returns the states by lab. A copy that has proven a
 * lab takes the next one, so none waits for the other before the last.
 * @param engine a name; engines at an address have one stage for the labs, so there is one copy then
 */
export async function proveInCopies(
  engine: string,
  labs: readonly Lab[],
  times: number,
  watcher: Watcher,
): Promise<Proven[]> {
  const queue = Array.from({ length: times }, () => longestFirst(labs)).flat();
  const proven: Proven[] = [];
  const working = new Map<Copy, string>();
  const show = (copy: Copy, what: string) => watcher.working([...working.set(copy, what).values()]);

  const work = async () => {
    const copy = await copyCheckout(engine);
    try {
      show(copy, 'starting');
      await copy.done('make start');
      for (let lab = queue.shift(); lab; lab = queue.shift()) {
        const states = await prove(copy, lab);
        proven.push(...states);
      }
    } finally {
      working.delete(copy);
      await copy.end();
    }
  };

  const prove = async (copy: Copy, lab: Lab): Promise<Proven[]> => {
    const began = Date.now();
    const states: Proven[] = [];
    const onProven = (one: Proven) => {
      states.push(one);
      watcher.proven(one);
      show(copy, `lab ${lab.number} after ${one.state}`);
    };
    const seconds = () => (Date.now() - began) / 1000;
    show(copy, `lab ${lab.number}`);
    try {
      await proveIn(copy, lab.number, { onProven });
    } catch (error) {
      // The other labs are proven anyway.
      const said = (error as Error).message.trim().split('\n').at(-1) ?? '';
      onProven({ lab: lab.name, state: 'the rest', ok: false, said, seconds: seconds() });
      await copy.done('./sluice lab-reset');
    }
    watcher.ended(lab, states, seconds());
    return states;
  };

  await Promise.all(Array.from({ length: addressIn(engine) ? 1 : Math.min(COPIES, queue.length) }, work));
  return labs.flatMap(({ name }) => proven.filter(({ lab }) => lab === name));
}

/** Besides its other fixes, a lab proves intact, measured, broken, solution and reset, for each of its breaks. */
const STATES = 5;

/** Sorts labs by the work of their proof, so that the last ones to end are short. */
export function longestFirst(labs: readonly Lab[]): Lab[] {
  const work = (lab: Lab) => {
    const breaks = lab.unlisted.length > 0 ? lab.unlisted.map(({ folder }) => ({ fixes: folder })) : [lab];
    const states = breaks.reduce((sum, one) => {
      const fixes = Object.keys({ ...fixesOf(one, 'wrong'), ...fixesOf(one, 'other') }).length;
      return sum + STATES + fixes;
    }, 0);
    // A state of the template is deployed, which takes about as long as its check.
    const deploys = lab.files.some((file) => !file.startsWith('src/'));
    return states * (deploys ? 2 : 1);
  };
  return [...labs].sort((a, b) => work(b) - work(a));
}
