import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPipeline } from '../../../../kit/pipeline/own-step';
import { ROOT } from '../../../../kit/session';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-own-step-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, code: string): string {
  const made = path.join(folder, name);
  writeFileSync(made, code);
  return made;
}
const STEP = JSON.stringify(path.join(ROOT, 'src', 'step'));

test('the step of the checkout can be used', async () => {
  expect((await readPipeline()).version).toBeGreaterThan(0);
});

test.each([
  ['that does not compile', 'export default {', /cannot be used/],
  ['without a pipeline', 'export default { version: 1 };', /its default export is not a pipeline/],
  [
    'with a wrong option',
    `import { pipeline } from ${STEP};\nexport default pipeline({ version: 0, datasets: {} });`,
    /cannot be used: Bad pipeline: version must be a whole number above 0/,
  ],
])('a file %s is refused with the reason', async (what, code, message) => {
  await expect(readPipeline(file(`${what.replaceAll(' ', '-')}.ts`, code))).rejects.toMatchObject({
    code: 'BAD_PIPELINE',
    message: expect.stringMatching(message),
  });
});

test('a file that is not there is refused', async () => {
  await expect(readPipeline(path.join(folder, 'none.ts'))).rejects.toMatchObject({ code: 'NO_FILE' });
});
