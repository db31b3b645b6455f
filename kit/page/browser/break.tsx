import { useState } from 'preact/hooks';
import type { ActiveRule } from '../../faults/rules';
import type { View } from '../view';
import { Command, Trouble } from './command';
import { Kill } from './kill';
import { OPERATIONS, SERVICES } from './operations';
import { Rules } from './rules';
import { act } from './server';
import { news } from './state';
import { doing, sentence, sluice } from './words';

/** Sets and clears faults as sentences, and kills functions. */
export function Break({ view: { about, calls, rules } }: { view: View }) {
  const [fault, setFault] = useState('SlowDown');
  const [operation, setOperation] = useState('PutObject');
  const [name, setName] = useState('extract');
  const [times, setTimes] = useState('2');
  const [ms, setMs] = useState('2000');
  const [said, setSaid] = useState('');
  const operations = (SERVICES[fault] ?? Object.keys(OPERATIONS)).flatMap(
    (service) => OPERATIONS[service] ?? [],
  );
  const one = times === '1';
  const chosen = operations.includes(operation) ? operation : '';
  const rule = {
    fault,
    ...(chosen && { operation: chosen }),
    ...(name && { function: name }),
    ...(times && { times: Number(times) }),
    ...(fault === 'delay' && { ms: Number(ms) }),
  };
  const run = async (work: Promise<string>) => {
    try {
      news.value = await work;
      setSaid('');
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  if (calls === 'elsewhere') {
    return (
      <section aria-labelledby="break-title">
        <h2 id="break-title">Break</h2>
        <p class="soft">The functions of this engine run elsewhere, so faults cannot reach them.</p>
      </section>
    );
  }
  return (
    <section aria-labelledby="break-title">
      <h2 id="break-title">Break</h2>
      <form
        class="sentence"
        onSubmit={(event) => {
          event.preventDefault();
          void run(act('fault', rule).then(() => `Set: ${sentence(rule as Partial<ActiveRule>)}`));
        }}
      >
        {times && 'The next '}
        <input
          aria-label="how many calls"
          type="number"
          min="1"
          value={times}
          placeholder="All"
          onInput={(e) => setTimes(e.currentTarget.value)}
        />{' '}
        <select aria-label="which calls" value={chosen} onChange={(e) => setOperation(e.currentTarget.value)}>
          <option value="">AWS</option>
          {operations.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>{' '}
        {one ? 'call' : 'calls'} of{' '}
        <select aria-label="of which function" value={name} onChange={(e) => setName(e.currentTarget.value)}>
          <option value="extract">extract</option>
          <option value="load">load</option>
          <option value="">both functions</option>
        </select>{' '}
        {!doing(fault, one) && (one ? 'answers ' : 'answer ')}
        <span class="end">
          <select aria-label="what happens" value={fault} onChange={(e) => setFault(e.currentTarget.value)}>
            {about.faults.map((name) => (
              <option key={name} value={name}>
                {doing(name, one) ?? name}
              </option>
            ))}
          </select>
          {fault !== 'delay' && '.'}
        </span>
        {fault === 'delay' && (
          <>
            {' '}
            for{' '}
            <input
              aria-label="milliseconds"
              type="number"
              min="1"
              value={ms}
              onInput={(e) => setMs(e.currentTarget.value)}
            />{' '}
            ms.
          </>
        )}
        <button type="submit" class="main">
          Set this fault
        </button>
      </form>
      <Command
        text={sluice('fault', [fault], {
          ...{ operation: chosen, function: name, times, ms: fault === 'delay' ? ms : '' },
        })}
      />
      <Rules rules={rules} run={run} />
      <Kill run={run} />
      <Trouble text={said} />
    </section>
  );
}
