import { Command } from './command';
import { act } from './server';
import { sluice } from './words';

const FUNCTIONS = ['extract', 'load'] as const;

/** Ends a function while it works. @param run does the work, and says what came of it */
export function Kill({ run }: { run: (work: () => Promise<unknown>, done: string) => unknown }) {
  return (
    <>
      <div class="kill">
        {FUNCTIONS.map((name) => (
          <button
            key={name}
            type="button"
            class="danger"
            onClick={() => run(() => act('kill', { name }), `${name} was killed`)}
          >
            Kill {name}
          </button>
        ))}
      </div>
      {FUNCTIONS.map((name) => (
        <Command key={name} text={sluice('kill', [name])} />
      ))}
    </>
  );
}
