import type { ActiveRule } from '../../faults/rules';
import { Command } from './command';
import { act } from './server';
import { plural, sentence, sluice } from './words';

interface RulesProps {
  rules: readonly ActiveRule[];
  /** Says what came of the work. */
  run: (work: Promise<string>) => unknown;
}

/** The faults that are set, and what each has hit. Clears one or all. */
export function Rules({ rules, run }: RulesProps) {
  if (rules.length === 0) return null;
  return (
    <>
      <ul class="rules">
        {rules.map((one) => (
          <li key={one.id} class={one.hits === one.times ? 'spent' : ''}>
            <span>
              {sentence(one)} <b>{one.hits === 0 ? 'No hit yet' : plural(one.hits, 'hit')}</b>
            </span>
            <button
              type="button"
              title={sluice('fault-clear', [one.id])}
              onClick={() => run(act('clear', { id: one.id }).then(() => 'The fault is cleared.'))}
            >
              Clear
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => run(act('clear').then(() => 'All faults are cleared.'))}>
        Clear all faults
      </button>
      <Command text={sluice('fault-clear')} />
    </>
  );
}
