import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CODES_WITH_A_WAY_OUT, wayOut } from '../../../../kit/pipeline/ways-out';
import { ROOT } from '../../../../kit/session';

test.each(CODES_WITH_A_WAY_OUT)('%s is a code that a job can fail with', (code) => {
  const page = readFileSync(path.join(ROOT, 'docs', 'architecture.md'), 'utf8');
  expect(page.slice(page.indexOf('## When something fails'))).toContain(`\`${code}\``);
});

test('a code that nobody foresaw has the general way out', () => {
  expect(wayOut('UNEXPECTED')).toMatch(/make logs .* make redrive/);
});
