import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Workshop } from '../../../../kit/labs/workshop';
import { ROOT } from '../../../../kit/session';
import { labCheckout, sluiceIn } from './support/checkout';

/** A file that every command imports. */
const FILE = 'src/formats/json.ts';

test('code that cannot be compiled is neither a pass nor a fail, and lab-reset puts it back', async () => {
  const root = labCheckout();
  const sluice = (command: string) => sluiceIn(root, [command], { ENGINE: 'ministack' });
  const workshop = new Workshop(root);
  workshop.begin('9');
  workshop.breakFile('c');
  workshop.measured('c', []);
  appendFileSync(path.join(root, FILE), 'export const = 3;\n');

  expect(await sluice('check')).toMatchObject({
    exitCode: 2,
    output: expect.stringMatching(
      /LAB_CODE_UNREADABLE[^\n]*\nsrc\/formats\/json\.ts:\d+: Expected identifier/,
    ),
  });
  const reset = await sluice('lab-reset');
  expect(reset).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('your version is kept: labs/.kept/'),
  });
  expect(readFileSync(path.join(root, FILE), 'utf8')).toBe(readFileSync(path.join(ROOT, FILE), 'utf8'));
});
