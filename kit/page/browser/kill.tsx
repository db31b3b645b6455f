import { Command } from './command';
import { act } from './server';
import { plural, sluice } from './words';

const FUNCTIONS = ['extract', 'load'] as const;

/** Ends a function while it works. @param run says what came of it */
export function Kill({ run }: { run: (work: Promise<string>) => unknown }) {
  const kill = async (name: string) => {
    const { killed } = await act<{ killed: number }>('kill', { name });
    if (killed === 0) return `${name} has no process to kill.`;
    return `${name} was killed: ${plural(killed, 'process', 'processes')}.`;
  };
  return (
    <>
      <div class="kill">
        {FUNCTIONS.map((name) => (
          <button key={name} type="button" class="danger" onClick={() => run(kill(name))}>
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
