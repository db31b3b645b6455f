import type { Call } from '../../../../kit/faults/call';
import { parseRule, type RuleInput } from '../../../../kit/faults/rule';
import { Rules } from '../../../../kit/faults/rules';

const put: Call = {
  ...{ service: 's3', operation: 'PutObject', stage: 'local', function: 'extract', key: 'cars/1/cars.csv' },
};
const write: Call = { service: 'dynamodb', operation: 'BatchWriteItem', stage: 'local', function: 'load' };

function set(...inputs: RuleInput[]): Rules {
  const rules = new Rules();
  for (const input of inputs) rules.add(parseRule(input));
  return rules;
}

/** Returns which of `n` equal calls are hit. */
function hits(rules: Rules, calls: number, call = put): boolean[] {
  return Array.from({ length: calls }, () => rules.take(call) !== undefined);
}

describe('A rule hits', () => {
  test.each<[RuleInput, boolean]>([
    [{ fault: 'reset' }, true],
    [{ fault: 'reset', service: 's3' }, true],
    [{ fault: 'reset', service: 'sqs' }, false],
    [{ fault: 'reset', operation: 'PutObject' }, true],
    [{ fault: 'reset', operation: 'GetObject' }, false],
    [{ fault: 'reset', function: 'extract' }, true],
    [{ fault: 'reset', function: 'load' }, false],
    [{ fault: 'reset', stage: 'local-2' }, false],
    [{ fault: 'reset', key: 'cars.csv' }, true],
    [{ fault: 'reset', key: 'movies' }, false],
    [{ fault: 'SlowDown' }, true],
    [{ fault: 'ThrottlingException' }, false],
    [{ fault: 'unprocessed' }, false],
  ])('with %j an upload of extract: %j', (rule, expected) => {
    expect(hits(set(rule), 1)).toEqual([expected]);
  });

  test('only calls of functions when it kills', () => {
    expect(hits(set({ fault: 'kill' }), 1)).toEqual([true]);
    expect(hits(set({ fault: 'kill' }), 1, { service: 's3', operation: 'PutObject' })).toEqual([false]);
  });

  test('only batches of writes when it holds items back', () => {
    expect(hits(set({ fault: 'unprocessed' }), 1, write)).toEqual([true]);
    expect(hits(set({ fault: 'unprocessed' }), 1, { ...write, operation: 'PutItem' })).toEqual([false]);
  });

  test('exactly the requested number of calls', () => {
    expect(hits(set({ fault: 'reset', times: 2 }), 4)).toEqual([true, true, false, false]);
  });

  test('not the calls that are to pass first', () => {
    expect(hits(set({ fault: 'reset', skip: 2, times: 1 }), 4)).toEqual([false, false, true, false]);
  });

  test('with its probability, and the same calls for the same seed', () => {
    const hitsWith = (seed: number, probability: number) =>
      hits(set({ fault: 'reset', seed, probability }), 1000).map(Number);
    const sum = hitsWith(1, 0.3).reduce((a, b) => a + b);
    expect(sum).toBeGreaterThan(250);
    expect(sum).toBeLessThan(350);
    expect(hitsWith(1, 0.3)).toEqual(hitsWith(1, 0.3));
    expect(hitsWith(1, 0.3)).not.toEqual(hitsWith(2, 0.3));
    expect(hitsWith(1, 0)).not.toContain(1);
    expect(hitsWith(1, 1)).not.toContain(0);
  });

  test('before a later rule, which hits what the first one leaves', () => {
    const rules = set({ fault: 'reset', times: 1 }, { fault: 'cut', times: 1 });
    const faults = [1, 2, 3].map(() => rules.take(put)?.fault);
    expect(faults).toEqual(['reset', 'cut', undefined]);
  });

  test('no longer once it is cleared, alone or with all rules', () => {
    const rules = set({ fault: 'reset' }, { fault: 'cut' });
    rules.remove('1');
    expect(rules.take(put)?.fault).toBe('cut');
    rules.remove();
    expect(rules.take(put)).toBeUndefined();
  });

  test('and says how many calls it has seen and hit', () => {
    const rules = set({ fault: 'reset', skip: 1, times: 2 });
    hits(rules, 5);
    expect(rules.list()).toMatchObject([{ id: '1', seen: 3, hits: 2 }]);
  });
});
