import { KitError } from '../../../../kit/errors';
import { problemOf } from '../../../../kit/page/problem';

let running: object | undefined;
jest.mock('../../../../kit/session', () => ({
  engine: async () => ({ engine: { running: async () => running } }),
  notRunning: async () => new KitError('NOT_RUNNING'),
}));

test('the page says that the engine has ended, and not which connection was refused', async () => {
  const refused = new Error('connect ECONNREFUSED 127.0.0.1:4566');
  running = undefined;
  expect(await problemOf(refused)).toMatchObject({ code: 'NOT_RUNNING', fix: 'Run `make up`' });
  running = {};
  expect(await problemOf(refused)).toMatchObject({ code: 'ERROR', message: String(refused) });
  expect(await problemOf(new KitError('NOT_JSON'))).toMatchObject({ code: 'NOT_JSON' });
});
