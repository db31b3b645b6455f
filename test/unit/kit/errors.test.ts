import { KitError, problem } from '../../../kit/errors';

describe('An error of a command', () => {
  test('has the message and the advice of its code, with the values filled in', () => {
    const cause = new Error('EADDRINUSE');
    const error = new KitError('PORT_TAKEN', { port: 4566, holder: 'node, pid 1', another: 4567 }, cause);
    expect(error).toMatchObject({
      code: 'PORT_TAKEN',
      cause,
      message: expect.stringContaining('node, pid 1'),
    });
    expect(error.fix).toContain('SLUICE_PORT=4567');
    expect(`${error.message} ${error.fix}`).not.toContain('{');
  });

  test('may be an earlier problem, such as an answer of the fault proxy', () => {
    const found = problem('NO_SUCH_PATH');
    expect(new KitError(found)).toMatchObject(found);
    expect('cause' in new KitError(found)).toBe(false);
  });
});
