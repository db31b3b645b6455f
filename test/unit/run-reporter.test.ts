import path from 'node:path';
import { ROOT } from '../../kit/root';

const Reporter = require('../support/run/reporter.js');

test('a test run in which no file ends for ten seconds says what is at work, again and again', () => {
  jest.useFakeTimers();
  const lines: string[] = [];
  const run = new Reporter({ rootDir: ROOT }, { print: (line: string) => lines.push(line) });
  const [slow, quick] = ['slow', 'quick'].map((name) => ({
    path: path.join(ROOT, 'test', `${name}.test.ts`),
  }));
  run.onRunStart();
  run.onTestFileStart(slow);
  run.onTestFileStart(quick);
  run.onTestCaseStart(slow, { title: 'a row lands' });
  run.onTestCaseResult(slow);
  run.onTestCaseStart(slow, { title: 'a row is rejected' });
  jest.advanceTimersByTime(9000);
  run.onTestFileResult(quick);
  jest.advanceTimersByTime(9000);
  expect(lines).toEqual([]);
  jest.advanceTimersByTime(1000);
  expect(lines).toEqual(['At work after 19 s:', '  test/slow.test.ts: 19 s, 1 done, now: a row is rejected']);
  jest.advanceTimersByTime(10_000);
  expect(lines).toHaveLength(4);
  run.onRunComplete();
  jest.advanceTimersByTime(60_000);
  expect(lines).toHaveLength(4);
  jest.useRealTimers();
});
