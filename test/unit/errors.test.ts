import { codeOf, PermanentFailure, RetryableFailure, RowRejected } from '../../src/errors';

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
