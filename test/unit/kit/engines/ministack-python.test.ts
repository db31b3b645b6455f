import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { placeOf } from '../../../../kit/engines/choose';
import { REQUIREMENTS } from '../../../../kit/engines/ministack/ministack';
import { Venv } from '../../../../kit/engines/python/venv';
import { run } from '../../../../kit/engines/run';
import { ROOT } from '../../../../kit/session';

const PROJECT = path.join(ROOT, 'kit', 'engines', 'ministack', 'python');
const venv = new Venv(placeOf(ROOT), 'ministack', REQUIREMENTS);

// The tests need MiniStack, which `make install` installs.
(venv.isReady() ? test : test.skip)('The tests of how MiniStack is started, in Python, pass', async () => {
  // The folder is in the checkout, like the engine's own, because workers need its node_modules.
  const TMPDIR = mkdtempSync(path.join(ROOT, '.sluice', 'tmp-'));
  const args = ['-B', '-m', 'unittest', 'discover', '-t', '.', '-s', 'tests'];
  const env = { ...process.env, TMPDIR };
  const { exitCode, output } = await run(venv.python, args, { cwd: PROJECT, timeoutMs: 100_000, env });
  rmSync(TMPDIR, { recursive: true });
  if (exitCode !== 0) throw new Error(output);
  expect(output).toMatch(/Ran \d+ tests[\s\S]*OK/);
});
