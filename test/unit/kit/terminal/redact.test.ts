import os from 'node:os';
import { redacted } from '../../../../kit/terminal/redact';

test('values of variables with secret-like names are removed', () => {
  const env = {
    LOCALSTACK_AUTH_TOKEN: 'ls-abcdef-123456',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
    PATH: '/usr/bin:/bin',
  };
  expect(redacted('token ls-abcdef-123456, key wJalrXUtnFEMI, path /usr/bin:/bin', env)).toBe(
    'token [LOCALSTACK_AUTH_TOKEN], key [AWS_SECRET_ACCESS_KEY], path /usr/bin:/bin',
  );
});

test('all access key ids are removed', () => {
  expect(redacted('signed by AKIAIOSFODNN7EXAMPLE.', {})).toBe('signed by [key id].');
});

test('a login within an address is removed', () => {
  expect(redacted('proxy http://me:pass@proxy:3128/ is set', {})).toBe(
    'proxy http://[login]@proxy:3128/ is set',
  );
});

test('the home folder is shortened', () => {
  expect(redacted(`${os.homedir()}/sluice`, {})).toBe('~/sluice');
});
