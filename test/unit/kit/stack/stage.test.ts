import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../../../kit/engines/run';
import { ROOT } from '../../../../kit/session';
import { OFFLINE_STAGES, stageEnvironment, stageOf } from '../../../../kit/stack/stage';
import { temporaryFolder } from '../engines/support/machine';

const offline = stageOf({});

test('without STAGE the stage is local, which is offline', () => {
  expect(offline).toEqual({ name: 'local', offline: true });
});

test('any stage that is not listed as offline is in AWS', () => {
  expect(stageOf({ STAGE: 'dev' })).toEqual({ name: 'dev', offline: false });
});

test('a misspelt offline stage is refused with the nearest right name, instead of going to AWS', () => {
  expect(() => stageOf({ STAGE: 'local-tset' })).toThrow('did you mean local-test?');
});

test('a stage that is not valid in a bucket name is refused', () => {
  expect(() => stageOf({ STAGE: 'Dev_1' })).toThrow(/STAGE=Dev_1/);
});

describe('serverless.yml, as the framework reads it', () => {
  test.each([
    [OFFLINE_STAGES.at(-1), 'local', 'Using serverless-localstack'],
    ['dev', 'aws', 'Skipping serverless-localstack'],
  ])(
    'treats stage %s as %s',
    async (name = '', kind, plugin) => {
      const env = {
        ...stageEnvironment(offline, 'http://127.0.0.1:9', process.env),
        HOME: temporaryFolder(),
      };
      const args = ['print', '--stage', name, '--path', 'custom', '--format', 'json'];
      const bin = path.join(ROOT, 'node_modules', '.bin', 'serverless');
      const { stdout, output } = await run(bin, args, { cwd: ROOT, env, timeoutMs: 100_000 });
      expect(output).toContain(plugin);
      const custom = JSON.parse(stdout);
      expect(custom.settings).toEqual(custom[kind]);
    },
    110_000,
  );
});

describe('the environment of an offline stage', () => {
  const env = stageEnvironment(offline, 'http://127.0.0.1:4566', {
    PATH: '/bin',
    AWS_PROFILE: 'work',
    AWS_ACCESS_KEY_ID: 'AKIAREAL',
    AWS_SECRET_ACCESS_KEY: 'real',
    AWS_SESSION_TOKEN: 'real',
    HTTPS_PROXY: 'http://proxy:3128',
    http_proxy: 'http://proxy:3128',
  });

  test('holds no real credential and no profile', () => {
    expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', PATH: '/bin' });
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  test('points away from ~/.aws', () => {
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
      expect(env[name]).toBeTruthy();
      expect(() => readFileSync(env[name] as string)).toThrow('ENOENT');
    }
  });

  test('uses no proxy', () => {
    expect(Object.keys(env).filter((name) => /^https?_proxy$/i.test(name))).toEqual([]);
  });
});

test('a stage in AWS keeps the credentials that you have', () => {
  const env = stageEnvironment(stageOf({ STAGE: 'dev' }), undefined, { AWS_PROFILE: 'work' });
  expect(env).toMatchObject({ AWS_PROFILE: 'work' });
  expect(env).not.toHaveProperty('AWS_ENDPOINT_URL');
});
