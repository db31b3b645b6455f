import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';
import { temporaryFolder } from './kit/engines/support/machine';

async function git(...args: string[]): Promise<string> {
  const { exitCode, output, stdout } = await run('git', args, { cwd: ROOT, timeoutMs: 30_000 });
  expect({ exitCode, output }).toEqual({ exitCode: 0, output });
  return stdout;
}

test('a checkout with core.autocrlf=true has the same bytes as any other', async () => {
  const folder = temporaryFolder();
  const files = (await git('ls-files', '-z')).split('\0').filter((file) => file !== '');
  expect(files).toContain('seed/movies.json');
  await git('-c', 'core.autocrlf=true', 'checkout-index', '--all', `--prefix=${folder}/`);
  const withCarriageReturns = files.filter((file) => readFileSync(path.join(folder, file)).includes('\r\n'));
  // Sample data with the line ends of its source, files for tests, and pictures.
  const others = withCarriageReturns.filter(
    (file) => !/^(test\/cases|docs\/images|labs\/[^/]+\/odd)\//.test(file),
  );
  expect(others).toEqual(['seed/movies.json']);
  expect(withCarriageReturns.length).toBeGreaterThan(1);
});
