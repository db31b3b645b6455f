import { testPage } from '../support/page';
import { firstMissing, readSteps } from '../support/tutorial';

testPage('docs/start.md');

test('only a command that is meant to fail is marked as such', () => {
  expect(readSteps('```sh\nmake up\n```\n```sh fails\nfalse\n```').map(({ fails }) => fails)).toEqual([
    false,
    true,
  ]);
});

test('a line that is not printed, or is out of order, is reported', () => {
  expect(firstMissing(['a … c', '…', 'z'], 'a  b  c\nmore\nz\n')).toBeUndefined();
  expect(firstMissing(['z', 'a … c'], 'a b c\nz\n')).toBe('a … c');
  expect(firstMissing(['a'], 'ab\n')).toBe('a');
});
