import { readdirSync } from 'node:fs';
import path from 'node:path';
import { findPython } from '../../kit/engines/python/python';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';

const PACKAGE = path.join(ROOT, 'executor');
const FILES = readdirSync(path.join(PACKAGE, 'tests')).filter((name) => name.startsWith('test_'));

/** Python 3.12 and newer can run these tests: they need Node.js, but not LocalStack. */
const python = findPython(process.env, { oldestMinor: 12 });

// Concurrent, because they mostly wait: for processes to start, and for timeouts.
test.concurrent.each(FILES)('the tests of the Python executor pass: %s', async (file) => {
  // A machine without this Python cannot run the engine either.
  const command = (await python)?.path;
  if (!command) return;
  const { exitCode, output } = await run(
    command,
    ['-B', '-m', 'unittest', `tests.${path.parse(file).name}`],
    { cwd: PACKAGE, timeoutMs: 100_000, env: { ...process.env, LAMBDA_PROCESS_NODE: process.execPath } },
  );
  if (exitCode !== 0) throw new Error(output);
  expect(output).toMatch(/Ran [1-9]\d* tests?[\s\S]*OK/);
});
