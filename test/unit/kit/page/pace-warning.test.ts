import { paceWarning } from '../../../../kit/page/browser/pace-warning';
import type { JobView } from '../../../../kit/page/view';

const TIMEOUTS = { extract: 10, load: 10 };
const job = (id: string, invocation: string) =>
  ({ id, key: `${id}.json`, startedAt: 1000, invocation }) as unknown as JobView;
const calls = (n: number, more: object) =>
  Array.from({ length: n }, (_, id) => ({ id, at: 2000, function: 'extract', ...more }));

test('slow motion warns when the jobs of one invocation of extract make too many calls together', () => {
  const made = [...calls(6, { job: 'a' }), ...calls(5, { key: 'b.json' })];
  const together = paceWarning([job('a', 'one'), job('b', 'one')], made, 1000, TIMEOUTS);
  expect(together).toBe(
    'An invocation of extract made 11 calls here. At this pace they wait up to 11 s together, and its timeout is 10 s.',
  );
  expect(paceWarning([job('a', 'one'), job('b', 'two')], made, 1000, TIMEOUTS)).toBeUndefined();
});

test('slow motion does not count the calls of earlier tries, nor those of load for other parts', () => {
  const earlier = calls(20, { job: 'a', at: 500 });
  expect(paceWarning([job('a', 'one')], earlier, 1000, TIMEOUTS)).toBeUndefined();
  const reads = ['1.csv', '2.csv'].flatMap((key) => calls(1, { job: 'a', operation: 'GetObject', key }));
  const loads = [...reads, ...calls(14, { job: 'a' })].map((call) => ({ ...call, function: 'load' }));
  expect(paceWarning([job('a', 'one')], loads, 1000, TIMEOUTS)).toBeUndefined();
  expect(paceWarning([job('a', 'one')], loads, 1500, TIMEOUTS)).toMatch(
    /^An invocation of load made 8 calls/,
  );
});
