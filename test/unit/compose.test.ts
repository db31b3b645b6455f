import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { SERVICE } from '../../kit/faults/control';

const FILE = path.resolve(__dirname, '../../docker-compose.yml');

/** The file as Docker Compose reads it when the environment sets only `env`. */
function composed(env: Record<string, string> = {}) {
  const filledIn = (text: string) =>
    text.replace(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name, otherwise = '') => env[name] || otherwise);
  return parse(readFileSync(FILE, 'utf8'), (_, value) =>
    typeof value === 'string' ? filledIn(value) : value,
  );
}

describe('docker-compose.yml', () => {
  test('keeps to the Compose specification', () => {
    const [result] = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] }).lintFiles(
      [FILE],
      false,
    );
    expect(result?.filePath).toBe(FILE);
    expect(result?.messages.filter(({ type }) => type === 'error')).toEqual([]);
  });

  test('starts a pinned LocalStack that needs no token', () => {
    const { image, environment } = composed().services.localstack;
    expect(image).toBe('localstack/localstack:4.14.0');
    expect(environment.LOCALSTACK_AUTH_TOKEN).toBe('');
  });

  test('accepts a newer image, and the token that it needs', () => {
    const mine = composed({
      LOCALSTACK_IMAGE: 'localstack/localstack:2026.3.0',
      LOCALSTACK_AUTH_TOKEN: 'ls-1',
    });
    expect(mine.services.localstack).toMatchObject({
      image: 'localstack/localstack:2026.3.0',
      environment: { LOCALSTACK_AUTH_TOKEN: 'ls-1' },
    });
  });

  test.each([
    ['4566', {}],
    ['4567', { SLUICE_PORT: '4567' }],
  ])('listens on port %s of 127.0.0.1, and nowhere else', (port, env) => {
    const { ports, environment, ...rest } = composed(env).services.localstack;
    expect(ports).toEqual([`127.0.0.1:${port}:4566`]);
    expect(environment.LOCALSTACK_HOST).toBe(`127.0.0.1:${port}`);
    expect(rest).not.toHaveProperty('network_mode');
  });

  test('is healthy when LocalStack says so', () => {
    const { test: command, retries } = composed().services.localstack.healthcheck;
    expect(command.join(' ')).toBe('CMD curl --fail --silent http://127.0.0.1:4566/_localstack/health');
    expect(retries).toBeGreaterThan(10);
  });

  test('reaches Docker for its functions, and leaves no volume behind', () => {
    const { services, volumes } = composed();
    expect(services.localstack.volumes).toContain('/var/run/docker.sock:/var/run/docker.sock');
    // Each source is a path of this machine: a name would be a volume.
    for (const volume of services.localstack.volumes) expect(volume).toMatch(/^\.?\//);
    expect(volumes).toBeUndefined();
  });

  test('starts the fault proxy only on request, for this machine and the functions only', () => {
    const { profiles, ports, image } = composed().services.faults;
    expect(profiles).toEqual(['faults']);
    expect(ports).toEqual([`127.0.0.1::${SERVICE.port}`]);
    expect(composed().services.localstack.environment.LAMBDA_RUNTIME_IMAGE_MAPPING).toContain(`"${image}"`);
  });

  test('names the image of the runtime that serverless.yml asks for', () => {
    const serverless = readFileSync(path.join(path.dirname(FILE), 'serverless.yml'), 'utf8');
    const { runtime } = parse(serverless, { logLevel: 'error' }).provider;
    const { environment } = composed().services.localstack;
    expect(JSON.parse(environment.LAMBDA_RUNTIME_IMAGE_MAPPING)).toEqual({
      [runtime]: `public.ecr.aws/lambda/nodejs:${/\d+/.exec(runtime)?.[0]}`,
    });
  });

  test('has the settings that this workflow needs', () => {
    expect(composed({ COMPOSE_PROJECT_NAME: 'sluice-1' }).services.localstack.environment).toMatchObject({
      SQS_ENDPOINT_STRATEGY: 'path',
      DYNAMODB_IN_MEMORY: 1,
      DYNAMODB_HEAP_SIZE: '1g',
      LAMBDA_RETRY_BASE_DELAY: 1,
      LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: 1,
      LAMBDA_IGNORE_ARCHITECTURE: 1,
      // The kit uses this label to find the functions of a LocalStack that was killed.
      LAMBDA_DOCKER_FLAGS: '--label sluice.project=sluice-1',
    });
  });

  test.each(['cloudformation', 'dynamodb', 'iam', 'lambda', 'logs', 's3', 'sqs', 'sts'])(
    'has %s',
    (service) => {
      expect(composed().services.localstack.environment.SERVICES.split(',')).toContain(service);
    },
  );
});
