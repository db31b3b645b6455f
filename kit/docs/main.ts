import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../session';
import { errorsPage } from './errors';
import { withFormats } from './formats';

/** Writes the pages that are made from the code. */
const file = path.join(ROOT, 'docs', 'architecture.md');
writeFileSync(file, withFormats(readFileSync(file, 'utf8')));
writeFileSync(path.join(ROOT, 'docs', 'errors.md'), errorsPage());
