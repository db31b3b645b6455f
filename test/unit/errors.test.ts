import { codeOf, PermanentFailure, RetryableFailure, RowRejected } from '../../src/errors';

describe('A failure', () => {
  test('keeps its cause and its context, if it was given any', () => {
    const cause = new Error('why');
    const context = { received: 1, bytes: 2 };
    expect(new RetryableFailure('BODY_CUT', context, cause)).toMatchObject({ cause, context });
    const bare = new PermanentFailure('GZIP_INVALID');
    expect(bare.context).toEqual({});
    expect('cause' in bare).toBe(false);
  });
});

describe('The message of a failure', () => {
  test('comes from its code, with the values filled in', () => {
    expect(new RetryableFailure('BODY_CUT', { received: 1, bytes: 2 }).message).toBe('S3 sent 1 of 2 bytes');
  });

  test('has a value for each placeholder, or the code does not compile', () => {
    // @ts-expect-error `bytes` is missing.
    expect(new RetryableFailure('BODY_CUT', { received: 1 }).message).toBe('S3 sent 1 of undefined bytes');
    // @ts-expect-error The code does not exist.
    expect(() => new PermanentFailure('TOO_MANY', { most: 1 })).toThrow(TypeError);
    // @ts-expect-error A row is never retried.
    expect(new RetryableFailure('ROW_EMPTY').code).toBe('ROW_EMPTY');
  });

  test('shows a value unchanged, even when it looks like a placeholder', () => {
    expect(new RowRejected('FIELD_RESERVED', { field: '{field}$&' }).message).toContain(' {field}$& ');
  });

  test('may come from a receipt or from the user’s own step', () => {
    const said = { code: 'RAIN_NEGATIVE', message: 'rain_mm is below 0', context: {} };
    expect(new RowRejected('RAIN_NEGATIVE', 'rain_mm is below 0')).toMatchObject(said);
  });
});

describe('The code of an error', () => {
  test.each([PermanentFailure, RetryableFailure, RowRejected])('is kept for each kind of failure', (Kind) => {
    expect(codeOf(new Kind('SOME_CODE', 'message'))).toBe('SOME_CODE');
    expect(new Kind('SOME_CODE', 'message').name).toBe(Kind.name);
  });

  test('is the name of an error of the AWS SDK', () => {
    expect(codeOf(Object.assign(new Error('slow'), { name: 'SlowDown' }))).toBe('SlowDown');
  });

  test.each([new Error('x'), 'x', undefined, null])('is UNEXPECTED for anything else', (error) => {
    expect(codeOf(error)).toBe('UNEXPECTED');
  });
});
