import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../../kit/session';

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

test('docs/reference/settings.md names every setting of the functions', () => {
  const page = read('docs/reference/settings.md');
  const names = [...read('src/config.ts').matchAll(/^ {2}(SLUICE_[A-Z_]+):/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
