import { appendFileSync, cpSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../../kit/engines/run';
import { Workshop } from '../../../../kit/labs/workshop';
import { ROOT } from '../../../../kit/session';
import { temporaryFolder } from '../engines/support/machine';

/** A file that every command imports. */
const FILE = 'src/formats/json.ts';

test('code that cannot be compiled is neither a pass nor a fail, and lab-reset puts it back', async () => {
  const root = temporaryFolder();
  for (const part of ['kit', 'labs', 'seed', 'src', 'stack', 'package.json', 'serverless.yml'])
    cpSync(path.join(ROOT, part), path.join(root, part), {
      recursive: true,
      filter: (file) => !/labs\/(\.kept|progress\.json)/.test(file),
    });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
  const sluice = (command: string) =>
    run(process.execPath, ['kit/main.js', command], {
      cwd: root,
      env: { ...process.env, ENGINE: 'ministack', NO_COLOR: '1' },
      timeoutMs: 60_000,
    });
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
