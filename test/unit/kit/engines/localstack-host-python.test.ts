import path from 'node:path';
import { findPython } from '../../../../kit/engines/python/python';
import { run } from '../../../../kit/engines/run';

const PROJECT = path.join(__dirname, '../../../../kit/engines/localstack-host/python');

test('The tests of the Lambda executor, in Python, pass', async () => {
  // The tests need no LocalStack. A machine without this Python cannot run the engine either.
  const python = await findPython(process.env, { oldestMinor: 12 });
  if (!python) return;
  const { exitCode, output } = await run(
    python.path,
    ['-B', '-m', 'unittest', 'discover', '-t', '.', '-s', 'tests'],
    { cwd: PROJECT, timeoutMs: 100_000, env: { ...process.env, LAMBDA_PROCESS_NODE: process.execPath } },
  );
  if (exitCode !== 0) throw new Error(output);
  expect(output).toMatch(/Ran \d+ tests[\s\S]*OK/);
});
