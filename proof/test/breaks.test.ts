import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../kit/session';
import { BREAKS } from '../breaks/breaks';

test('each of the 41 promises has code that `./sluice breaks` can find and remove', () => {
  expect(BREAKS.map(({ promise }) => promise)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
  const found = BREAKS.map(({ promise, file, from }) => {
    const code = readFileSync(path.join(ROOT, file), 'utf8');
    return [promise, code.split(from).length - 1];
  });
  expect(found).toEqual(BREAKS.map(({ promise }) => [promise, 1]));
});
