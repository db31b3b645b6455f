import { printNotYet, WIDTH } from '../../../../kit/terminal/lab';
import type { Output } from '../../../../kit/terminal/output';

test('"not yet" takes at most 12 lines of 100 columns, however long what was seen is', () => {
  const lines: string[] = [];
  const out = { line: (text = '') => lines.push(...text.split('\n')) } as unknown as Output;
  const long = `${'word '.repeat(200)}${'x'.repeat(300)}`;
  printNotYet({ wanted: long, seen: long, look: 'here' }, out);
  expect(lines.length).toBeLessThanOrEqual(12);
  expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
  expect(lines.at(-1)).toBe('  look at: here');
});
