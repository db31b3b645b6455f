import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chooseEngine, placeOf } from '../../kit/engines/choose';
import { ROOT } from '../../kit/session';
import { type Copy, copyCheckout } from './copy';
import { firstMissing, readSteps, type Step } from './tutorial';

/** The `sh` blocks of a page of the documentation, in order. */
export function stepsOf(page: string): Step[] {
  return readSteps(readFileSync(path.join(ROOT, page), 'utf8'));
}

/**
 * Tests every `sh` block of a page, from top to bottom. The page has a copy with its own engine: it changes code,
 * and the tutorial ends with `make down`.
 */
export function testPage(page: string): void {
  let copy: Copy;
  let failed: string | undefined;

  beforeAll(async () => {
    copy = await copyCheckout((await chooseEngine(placeOf(ROOT))).engine.name);
  });

  afterAll(async () => {
    await copy?.end();
  });

  const steps = stepsOf(page);
  test.each(steps.map((step) => ({ ...step, name: `${step.heading}: ${step.command.split('\n')[0]}` })))(
    '$name (line $line) prints what the page says',
    async ({ name, command, fails, prints }) => {
      // A later step needs the earlier ones.
      if (failed) throw new Error(`not run, since this step failed: ${failed}`);
      failed = name;
      const { exitCode, output } = await copy.sh(command);
      const missing = firstMissing(prints, output);
      if ((exitCode !== 0) !== fails || missing !== undefined) {
        const what = missing === undefined ? `ended with ${exitCode}` : `did not print "${missing}"`;
        throw new Error(`${command}\n${what}. It printed:\n${output}`);
      }
      failed = undefined;
    },
  );
}
