import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../kit/session';
import { stepsOf, testPage } from '../support/page';

const pages = readdirSync(path.join(ROOT, 'docs', 'guides'))
  .map((name) => path.join('docs', 'guides', name))
  .filter((page) => stepsOf(page).length > 0);

describe.each(pages)('%s', testPage);

test('the tutorial begins with make up, and some guides have commands as well', () => {
  expect(stepsOf('docs/start.md')[0]?.command).toBe('make up');
  expect(pages.length).toBeGreaterThan(1);
});
