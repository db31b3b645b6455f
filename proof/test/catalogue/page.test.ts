import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../kit/session';
import { pageOf } from '../../catalogue/page';
import { type Results, readName, readResults, shownBy } from '../../catalogue/results';

const NUMBERS = Array.from({ length: 41 }, (_, i) => i + 1);

/** The names of the catalogue's tests, from their source. */
const names = readdirSync(path.join(ROOT, 'test', 'faults')).flatMap((file) =>
  [...readFileSync(path.join(ROOT, 'test', 'faults', file), 'utf8').matchAll(/'(#\d+ [^'\n]+)'/g)].map(
    ([, name = '']) => readName(name),
  ),
);

const results = (more: Partial<Results>): Results => ({
  ...{ engine: 'one', version: '1.2', date: '2026-01-02', promises: [], ...more },
});

test('each number of the catalogue has exactly one test', () => {
  expect(names.map((name) => name?.number).sort((a = 0, b = 0) => a - b)).toEqual(NUMBERS);
});

test('docs/internals/faults.md matches the results', () => {
  expect(readFileSync(path.join(ROOT, 'docs', 'internals', 'faults.md'), 'utf8')).toBe(
    pageOf(readResults(ROOT)),
  );
});

test.each(['ministack', 'localstack-host'])(
  'on %s every promise was tested under the current name of its test, and kept',
  (engine) => {
    const { promises = [] } = readResults(ROOT).find((result) => result.engine === engine) ?? {};
    const byNumber = [...names].sort((a, b) => (a?.number ?? 0) - (b?.number ?? 0));
    expect(promises).toEqual(byNumber.map((name) => ({ ...name, kept: true })));
  },
);

test('the name of a test says which promise it tests, and how', () => {
  expect(readName('#7 twice is once (recorded event)')).toEqual({
    ...{ number: 7, promise: 'twice is once', how: 'recorded event' },
  });
  expect(readName('#41 a column comes late')).toMatchObject({ number: 41, how: 'end to end' });
  expect(readName('settling says where it stalled')).toBeUndefined();
});

test('a promise that was not kept, and one that was not tested on an engine, are shown', () => {
  const [shown] = shownBy({
    testResults: [
      {
        assertionResults: [
          { fullName: '#2 b', status: 'failed' },
          { fullName: '#3 c', status: 'pending' },
        ],
      },
    ],
  });
  expect(shown).toEqual({ number: 2, promise: 'b', how: 'end to end', kept: false });
  const kept = { number: 1, promise: 'a', how: 'recorded event', kept: true };
  const page = pageOf([
    results({ promises: [kept, shown as never] }),
    results({ engine: 'two', promises: [kept] }),
  ]);
  expect(page).toContain('| 1 | a | ✔ recorded event | ✔ recorded event |\n| 2 | b | ✘ | — |');
  expect(page).toContain('| one | 1.2 | 2026-01-02 | 1 of 2 |');
});
