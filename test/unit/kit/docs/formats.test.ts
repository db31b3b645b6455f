import { readFileSync } from 'node:fs';
import path from 'node:path';
import { withFormats } from '../../../../kit/docs/formats';
import { ROOT } from '../../../../kit/session';

test('docs/reference/job-message.md lists the formats; if it does not, run: npm run docs', () => {
  const page = readFileSync(path.join(ROOT, 'docs', 'reference', 'job-message.md'), 'utf8');
  expect(page).toBe(withFormats(page));
});

test('the table of formats is written only to a page with a place for it', () => {
  expect(() => withFormats('# A page\n')).toThrow('the page has no table between');
});
