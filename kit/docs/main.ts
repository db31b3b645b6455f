import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../session';
import { errorsPage } from './errors';
import { withFormats } from './formats';

/** Writes what the documentation derives from the code. */
const file = path.join(ROOT, 'docs', 'internals', 'architecture.md');
writeFileSync(file, withFormats(readFileSync(file, 'utf8')));
writeFileSync(path.join(ROOT, 'docs', 'reference', 'errors.md'), errorsPage());
