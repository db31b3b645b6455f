import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../../../kit/session';
import { readPipeline } from '../../../../kit/workflow/own-step';

const folder = mkdtempSync(path.join(tmpdir(), 'sluice-own-step-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, code: string): string {
  const made = path.join(folder, name);
  writeFileSync(made, code);
  return made;
}
const STEP = JSON.stringify(path.join(ROOT, 'src', 'step'));

test('the step of the checkout can be used', () => {
  expect(readPipeline().version).toBeGreaterThan(0);
});

test.each([
  ['that does not compile', 'export default {', /cannot be used/],
  ['without a pipeline', 'export default { version: 1 };', /its default export is not a pipeline/],
  [
    'with a wrong option',
    `import { pipeline } from ${STEP};\nexport default pipeline({ version: 0, datasets: {} });`,
    /cannot be used: Bad pipeline: version must be a whole number above 0/,
  ],
])('a file %s is refused with the reason', (what, code, message) => {
  const made = file(`${what.replaceAll(' ', '-')}.ts`, code);
  expect(() => readPipeline(made)).toThrow(
    expect.objectContaining({ code: 'BAD_PIPELINE', message: expect.stringMatching(message) }),
  );
});

test('a file that is not there is refused', () => {
  expect(() => readPipeline(path.join(folder, 'none.ts'))).toThrow(
    expect.objectContaining({ code: 'BAD_PIPELINE', message: expect.stringContaining('no such file') }),
  );
});
