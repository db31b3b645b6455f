import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../session';
import { commandsPage } from './commands';
import { errorsPage } from './errors';
import { withFormats } from './formats';

/** Writes the generated parts of the documentation. */
const file = path.join(ROOT, 'docs', 'reference', 'job-message.md');
writeFileSync(file, withFormats(readFileSync(file, 'utf8')));
writeFileSync(path.join(ROOT, 'docs', 'reference', 'errors.md'), errorsPage());
const makefile = readFileSync(path.join(ROOT, 'Makefile'), 'utf8');
writeFileSync(path.join(ROOT, 'docs', 'reference', 'commands.md'), commandsPage(makefile));
