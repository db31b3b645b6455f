import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { errorsPage } from '../errors-page';
import { ROOT } from '../session';

export function errorsPageCommand(program: Command): void {
  program
    .command('errors-page')
    .description('write docs/errors.md from the tables of error codes')
    .action(() => writeFileSync(path.join(ROOT, 'docs', 'errors.md'), errorsPage()));
}
