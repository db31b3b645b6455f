import { readFileSync } from 'node:fs';
import path from 'node:path';
import { commandsPage } from '../../../../kit/docs/commands';
import { ROOT } from '../../../../kit/session';

const page = commandsPage(readFileSync(path.join(ROOT, 'Makefile'), 'utf8'));

test('docs/reference/commands.md matches the commands; if it does not, run: npm run docs', () => {
  expect(readFileSync(path.join(ROOT, 'docs', 'reference', 'commands.md'), 'utf8')).toBe(page);
});

test('the page of commands shows each command’s options, and the targets that only make has', () => {
  expect(page).toContain('### send');
  expect(page).toContain('| `--id <columns>` | the columns that make a row’s id');
  expect(page).toContain('| `make e2e` |');
});
