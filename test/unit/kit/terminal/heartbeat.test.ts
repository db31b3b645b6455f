import { heartbeat } from '../../../../kit/terminal/heartbeat';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a step that takes long says every ten seconds how long, and what it did last', () => {
  const lines: string[] = [];
  let latest = '';
  const end = heartbeat(
    'Deploying stage local',
    () => latest,
    (line) => lines.push(line),
  );
  jest.advanceTimersByTime(9999);
  expect(lines).toEqual([]);
  jest.advanceTimersByTime(1);
  latest = 'Updating';
  jest.advanceTimersByTime(10_000);
  end();
  jest.advanceTimersByTime(60_000);
  expect(lines).toEqual(['  Deploying stage local: 10 s', '  Deploying stage local: 20 s Updating']);
});
