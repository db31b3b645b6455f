import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chooseEngine, placeOf } from '../../kit/engines/choose';
import { ROOT } from '../../kit/session';
import { type Copy, copyCheckout } from '../support/copy';
import { firstMissing, readSteps } from '../support/tutorial';

const GUIDES = readdirSync(path.join(ROOT, 'docs', 'guides')).map((name) =>
  path.join('docs', 'guides', name),
);

/** The pages whose `sh` blocks a reader types from top to bottom. */
const pages = ['docs/start.md', ...GUIDES]
  .map((page) => ({ page, steps: readSteps(readFileSync(path.join(ROOT, page), 'utf8')) }))
  .filter(({ steps }) => steps.length > 0);

test('the tutorial begins with make up, and some guides have commands as well', () => {
  expect(pages[0]?.steps[0]?.command).toBe('make up');
  expect(pages.length).toBeGreaterThan(2);
});

// Each page runs in a copy with its own engine, because pages change code and the tutorial ends with `make down`.
describe.each(pages)('$page', ({ steps }) => {
  let copy: Copy;
  let failed: string | undefined;

  beforeAll(async () => {
    copy = await copyCheckout((await chooseEngine(placeOf(ROOT))).engine.name);
  });

  afterAll(async () => {
    await copy?.end();
  });

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
});

test('only a command that is meant to fail is marked as such', () => {
  expect(readSteps('```sh\nmake up\n```\n```sh fails\nfalse\n```').map(({ fails }) => fails)).toEqual([
    false,
    true,
  ]);
});

test('a line that is not printed, or is out of order, is reported', () => {
  expect(firstMissing(['a … c', '…', 'z'], 'a  b  c\nmore\nz\n')).toBeUndefined();
  expect(firstMissing(['z', 'a … c'], 'a b c\nz\n')).toBe('a … c');
  expect(firstMissing(['a'], 'ab\n')).toBe('a');
});
