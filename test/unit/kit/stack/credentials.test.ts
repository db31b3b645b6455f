import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../../kit/engines/run';
import { ROOT } from '../../../../kit/session';
import { deploy } from '../../../../kit/stack/serverless';
import { serve } from '../engines/support/machine';

let home: string;
beforeAll(() => (home = mkdtempSync(path.join(tmpdir(), 'sluice-home-'))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs a command for a stage in AWS, on a machine outside AWS with only these variables about AWS. */
function sluice(args: string[], aws: Record<string, string> = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return run(process.execPath, ['kit/main.js', ...args], {
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
    expect(output).toMatch(/^\s*NO_CREDENTIALS Stage prod is in AWS.*\nWhat to do: .*AWS_PROFILE/);
    expect(output).not.toMatch(/^\s+at /m);
  },
);

test('a profile that does not exist is named', async () => {
  const { output } = await sluice(['status'], { AWS_PROFILE: 'missing' });
  expect(output).toMatch(/NO_CREDENTIALS.*missing/);
});

test('with credentials AWS is called', async () => {
  const { output } = await sluice(['status'], {
    ...{ AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 'mine' },
    // No program listens on this port.
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

describe('With a single sign-on profile', () => {
  const START = 'https://corp.example/start';
  const PROFILES = `
[profile work]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Developer
[sso-session corp]
sso_start_url = ${START}
sso_region = us-east-1
[profile old]
sso_start_url = ${START}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Developer`;
  const cache = () => path.join(home, '.aws', 'sso', 'cache');

  beforeAll(() => {
    mkdirSync(cache(), { recursive: true });
    writeFileSync(path.join(home, '.aws', 'config'), PROFILES);
  });
  afterEach(() => rmSync(cache(), { recursive: true, force: true }));

  /** Writes the file of `aws sso login`, named after the session or, for an older profile, after its address. */
  function login(expiresAt: string): void {
    mkdirSync(cache(), { recursive: true });
    for (const name of ['corp', START]) {
      const file = `${createHash('sha1').update(name).digest('hex')}.json`;
      const token = { startUrl: START, region: 'us-east-1', accessToken: 'token', expiresAt };
      writeFileSync(path.join(cache(), file), JSON.stringify(token));
    }
  }

  test.each(['work', 'old'])('%s whose session is missing or over, the login is named', async (profile) => {
    for (const begin of [() => {}, () => login('2026-01-01T00:00:00Z')]) {
      begin();
      const { exitCode, output } = await sluice(['status'], { AWS_PROFILE: profile });
      expect(exitCode).toBe(1);
      expect(output).toMatch(/^\s*LOGIN_NEEDED Stage prod is in AWS/);
      expect(output).toContain(`aws sso login --profile ${profile}\``);
    }
  });

  test.each(['work', 'old'])('%s, the Serverless Framework gets the keys and no profile', async (profile) => {
    login('2099-01-01T00:00:00Z');
    const roleCredentials = {
      ...{ accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' },
      expiration: Date.parse('2099-01-01T00:00:00Z'),
    };
    const port = await serve((_, answer) =>
      answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ roleCredentials })),
    );
    const root = mkdtempSync(path.join(tmpdir(), 'sluice-root-'));
    const bin = path.join(root, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    const seen = path.join(root, 'seen.json');
    const script = `#!${process.execPath}
require('node:fs').writeFileSync('${seen}', JSON.stringify(process.env));`;
    writeFileSync(path.join(bin, 'serverless'), script, { mode: 0o755 });
    const env = jest.replaceProperty(process, 'env', {
      ...{ PATH: process.env.PATH, HOME: home, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{
        AWS_PROFILE: profile,
        AWS_PROD_PROFILE: profile,
        AWS_ENDPOINT_URL_SSO: `http://127.0.0.1:${port}`,
      },
    });
    try {
      await deploy(root, { name: 'prod', offline: false }, {}, () => {});
      const { AWS_REGION, ...others } = JSON.parse(readFileSync(seen, 'utf8'));
      expect(AWS_REGION).toBe('us-east-1');
      expect(others).toMatchObject({
        ...{
          AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'secret',
          AWS_SESSION_TOKEN: 'session',
        },
      });
      expect(Object.keys(others).filter((name) => name.includes('PROFILE'))).toEqual([]);
    } finally {
      env.restore();
      rmSync(root, { recursive: true, force: true });
    }
  });
});
