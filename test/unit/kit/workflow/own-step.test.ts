import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../../../kit/session';
import { readPipeline, stepWarnings } from '../../../../kit/workflow/own-step';
import { pipeline } from '../../../../src/step';

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
  [
    'that does not compile',
    'export default {',
    /that-does-not-compile\.ts:1: Expected identifier but found end of file$/,
  ],
  [
    'that imports a package that is not there',
    "import * as v from 'valbot';\nexport default v;",
    /cannot be used: \S+there\.ts:1: Could not resolve "valbot"$/,
  ],
  [
    'that imports a misspelt name',
    `import { decimel } from ${STEP};\nexport default decimel();`,
    /misspelt-name\.ts:1: No matching export in "src\/step\/index\.ts" for import "decimel"\. Did you mean to import "decimal" instead\?$/,
  ],
  [
    'that misspells a function of a library',
    `import * as step from ${STEP};\n\nexport default step.decimel();`,
    /library\.ts:3: Import "decimel" .* Did you mean to import "decimal" instead\?$/,
  ],
  [
    'that throws',
    '\nexport default decimal();',
    /cannot be used: decimal is not defined at \S+that-throws\.ts:2$/,
  ],
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

test('a missing file is refused', () => {
  expect(() => readPipeline(path.join(folder, 'none.ts'))).toThrow(
    expect.objectContaining({ code: 'BAD_PIPELINE', message: expect.stringContaining('no such file') }),
  );
});

describe('the sender of a file', () => {
  const own = pipeline({ version: 2, datasets: { orders: {} } });

  test('is not warned when the deployed step is the same as in the checkout and has the dataset', () => {
    expect(stepWarnings('orders', 2, () => own)).toEqual([]);
    expect(stepWarnings('cars', 2, () => pipeline({ version: 2, datasets: {} }))).toEqual([]);
  });

  test('is warned that the step was changed and not deployed', () => {
    expect(stepWarnings('orders', 1, () => own)).toEqual([
      'src/pipeline.ts has version 2, but the functions were deployed with 1 and use that. Run make deploy, then send again.',
    ]);
  });

  test('is warned about a dataset that the step does not have, with the nearest name if one is likely', () => {
    expect(stepWarnings('ordres', 2, () => own)).toEqual([
      'src/pipeline.ts has no entry for dataset ordres: its rows pass as they are. Did you mean orders?',
    ]);
    expect(stepWarnings('customers', 2, () => own)).toEqual([
      'src/pipeline.ts has no entry for dataset customers: its rows pass as they are.',
    ]);
  });

  test('is only warned when the step of the checkout cannot be used', () => {
    const broken = file('broken.ts', 'export default {');
    expect(stepWarnings('orders', 2, () => readPipeline(broken))).toEqual([
      expect.stringMatching(/broken\.ts cannot be used: .*:1: Expected identifier/),
    ]);
  });
});
