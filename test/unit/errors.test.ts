import { codeOf, PermanentFailure, RetryableFailure, RowRejected } from '../../src/errors';

describe('A failure', () => {
  test('keeps its cause and its context, and has neither where there is none', () => {
    const cause = new Error('why');
    expect(new PermanentFailure('C', 'm', { cause, context: { row: 1 } })).toMatchObject({
      cause,
      context: { row: 1 },
    });
    const bare = new PermanentFailure('C', 'm');
    expect(bare.context).toEqual({});
    expect('cause' in bare).toBe(false);
  });
});

describe('The code of an error', () => {
  test.each([PermanentFailure, RetryableFailure, RowRejected])(
    'is its own for each kind of failure',
    (Kind) => {
      expect(codeOf(new Kind('SOME_CODE', 'message'))).toBe('SOME_CODE');
      expect(new Kind('SOME_CODE', 'message').name).toBe(Kind.name);
    },
  );

  test('is the name of an error of the AWS SDK', () => {
    expect(codeOf(Object.assign(new Error('slow'), { name: 'SlowDown' }))).toBe('SlowDown');
  });

  test.each([new Error('x'), 'x', undefined, null])('is UNEXPECTED for anything else', (error) => {
    expect(codeOf(error)).toBe('UNEXPECTED');
  });
});
