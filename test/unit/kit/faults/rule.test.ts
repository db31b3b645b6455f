import { KitError } from '../../../../kit/errors';
import { parseRule } from '../../../../kit/faults/rule';

describe('A fault rule', () => {
  test('needs only the name of the fault', () => {
    expect(parseRule({ fault: 'SlowDown' })).toEqual({
      fault: 'SlowDown',
      skip: 0,
      probability: 1,
      seed: expect.any(Number),
    });
  });

  test('accepts every field', () => {
    const whole = {
      ...{
        fault: 'unprocessed',
        service: 'dynamodb',
        operation: 'BatchWriteItem',
        stage: 'local',
        function: 'load',
      },
      ...{ key: 'a', skip: 1, times: 2, probability: 0.5, seed: 7, items: 3 },
    };
    expect(parseRule(whole)).toEqual(whole);
  });

  test.each<[unknown, RegExp]>([
    [{ fault: 'SlowDwn' }, /did you mean SlowDown\?/],
    [{}, /fault is missing/],
    [{ fault: 'SlowDown', service: 'dynamodb' }, /this service has no such error/],
    [{ fault: 'reset', service: 'dynamo' }, /did you mean dynamodb\?/],
    [{ fault: 'reset', function: 'loads' }, /did you mean load\?/],
    [{ fault: 'reset', operation: 'put object' }, /operation must be like PutObject/],
    [{ fault: 'reset', time: 1 }, /time .* did you mean times\?$/],
    [{ fault: 'reset', times: 0 }, /times must be 1 or more/],
    [{ fault: 'reset', times: 1.5 }, /times must be a whole number/],
    [{ fault: 'reset', probability: 2 }, /probability must be from 0 to 1/],
    [{ fault: 'delay' }, /delay needs it/],
    [{ fault: 'reset', ms: 5 }, /ms belongs to delay/],
    [{ fault: 'cut', items: 5 }, /items belongs to unprocessed/],
    ['no JSON', /The fault was not set/],
    [null, /The fault was not set/],
  ])('that is %j is refused with a code and the reason', (input, reason) => {
    expect(() => parseRule(input)).toThrow(reason);
    expect(() => parseRule(input)).toThrow(KitError);
    expect(() => parseRule(input)).toThrow(expect.objectContaining({ code: 'BAD_FAULT' }));
  });
});
