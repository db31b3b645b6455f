import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../../kit/engines/run';
import { ROOT } from '../../../../kit/session';

let home: string;
beforeAll(() => (home = mkdtempSync(path.join(tmpdir(), 'sluice-home-'))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A command on a stage in AWS, on a machine that is not in AWS and has only these variables about it. */
function sluice(args: string[], aws: Record<string, string> = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return run(path.join(ROOT, 'node_modules', '.bin', 'tsx'), ['kit/cli.ts', ...args], {
    cwd: ROOT,
    env: {
      ...Object.fromEntries(kept),
      ...{ HOME: home, STAGE: 'prod', NO_COLOR: '1', AWS_EC2_METADATA_DISABLED: 'true', ...aws },
    },
    timeoutMs: 60_000,
  });
}

test.each([['status'], ['deploy']])(
  'make %s without credentials says so, and prints no stack',
  async (...args) => {
    const { exitCode, output } = await sluice(args);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^\s*NO_CREDENTIALS Stage prod is in AWS.*\nWhat to do: export AWS_PROFILE/);
    expect(output).not.toMatch(/^\s+at /m);
  },
);

test('a profile that does not exist is named', async () => {
  const { output } = await sluice(['status'], { AWS_PROFILE: 'nobody' });
  expect(output).toMatch(/NO_CREDENTIALS.*nobody/);
});

test('with credentials AWS is asked', async () => {
  const { output } = await sluice(['status'], {
    ...{ AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 'mine' },
    // Nobody listens there.
    ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' },
  });
  expect(output).toContain('ECONNREFUSED');
});

test.each(['reset', 'watch'])(
  'make %s refuses a stage in AWS before it looks for credentials',
  async (name) => {
    const { exitCode, output } = await sluice([name]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^\s*NOT_OFFLINE/);
  },
);
