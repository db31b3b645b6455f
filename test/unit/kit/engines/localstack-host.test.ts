import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from '../../../../kit/engines/engine';
import { hostEnvironment } from '../../../../kit/engines/localstack-host/environment';
import { readArtifacts } from '../../../../kit/engines/localstack-host/jars';
import { LocalStackHost } from '../../../../kit/engines/localstack-host/localstack-host';
import { nativeProblem, ofThisMachine } from '../../../../kit/engines/localstack-host/native';
import { emptyCheckout } from './support/checkout';
import { fakeCommand, temporaryFolder } from './support/machine';

const FOLDER = path.join(__dirname, '../../../../kit/engines/localstack-host');
const EXECUTOR = path.join(__dirname, '../../../../executor');
const textOf = (name: string, folder = FOLDER) => readFileSync(path.join(folder, name), 'utf8');
const quiet = () => {};

const JAVA = `printf '    java.home = /a/jre\\n    java.specification.version = 21\\n' >&2`;
const ANSWERING = `require('node:http').createServer((request, response) => {
  response.statusCode = request.url === '/_localstack/health' ? 200 : 404;
  response.end('{"services":{},"version":"4.14.0"}');
}).listen(Number(process.env.GATEWAY_LISTEN.split(':')[1]), '127.0.0.1');
console.log(JSON.stringify(process.env));`;

/**
 * Returns a PATH with this Java and a Python of this minor version. Its venvs contain `engine` instead of
 * LocalStack.
 */
function machine({ minor = 13, java = JAVA, engine = ANSWERING } = {}): string {
  const folder = temporaryFolder();
  const script = path.join(folder, 'engine.js');
  writeFileSync(script, engine);
  const inner = `case "$*" in *"pip install"*) exit 0;; esac; exec "${process.execPath}" "${script}"`;
  const outer = `if [ "$1" = -c ]; then printf '%s\\n' 3 ${minor} 1 "$0"; exit; fi
mkdir -p "$3/bin"; cat > "$3/bin/python" <<'END'\n#!/bin/sh\n${inner}\nEND\nchmod +x "$3/bin/python"`;
  fakeCommand(folder, 'python3', outer);
  fakeCommand(folder, 'java', java);
  return `${folder}:/usr/bin:/bin`;
}

const started: LocalStackHost[] = [];
afterEach(async () => {
  for (const engine of started.splice(0)) await engine.stop(quiet);
});

/** A checkout with all of the engine except LocalStack itself. */
async function installed(
  PATH: string,
  env: NodeJS.ProcessEnv = {},
): Promise<{ engine: LocalStackHost; place: Place }> {
  const place = await emptyCheckout({ PATH, ...env });
  const jars = path.join(place.root, '.sluice', 'jars-dynamodb-local');
  mkdirSync(jars, { recursive: true });
  const artifacts = JSON.stringify(ofThisMachine(readArtifacts(textOf('dynamodb-local.txt'))));
  writeFileSync(path.join(jars, 'sluice-stamp'), createHash('sha256').update(artifacts).digest('hex'));
  const engine = new LocalStackHost(place);
  started.push(engine);
  await engine.install(quiet);
  return { engine, place };
}

describe('LocalStack on this machine needs', () => {
  test('the only Python that LocalStack 4.14.0 works with', async () => {
    for (const minor of [12, 14]) {
      const engine = new LocalStackHost(await emptyCheckout({ PATH: machine({ minor }), HOME: '/nowhere' }));
      expect(await engine.problems()).toMatchObject([
        {
          code: 'NO_PYTHON',
          message: expect.stringContaining('No Python 3.13 '),
          fix: expect.stringContaining('3.13'),
        },
      ]);
      await expect(engine.install(quiet)).rejects.toMatchObject({ code: 'NO_PYTHON' });
    }
  });

  test('a platform that DynamoDB Local has a library for', () => {
    expect(nativeProblem('linux-arm64')).toMatchObject({ code: 'NO_DYNAMODB_LOCAL' });
    for (const platform of ['linux-x64', 'darwin-x64', 'darwin-arm64'])
      expect(nativeProblem(platform)).toBeUndefined();
  });

  test('nothing else', async () => {
    expect(await new LocalStackHost(await emptyCheckout({ PATH: machine() })).problems()).toEqual([]);
  });

  test('to be installed before it starts', async () => {
    const engine = new LocalStackHost(await emptyCheckout({ PATH: machine() }));
    await expect(engine.start(quiet)).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      fix: expect.stringContaining('ENGINE=localstack-host'),
    });
  });
});

describe('LocalStack on this machine', () => {
  test('starts, is found by another command, and stops', async () => {
    const { engine, place } = await installed(machine());
    const running = await engine.start(quiet);
    expect(running).toEqual({
      endpoint: `http://127.0.0.1:${place.port}`,
      version: '4.14.0',
      pid: expect.any(Number),
    });
    expect(await new LocalStackHost(place).running()).toEqual(running);
    await engine.stop(quiet);
    expect(await engine.running()).toBeUndefined();
  });

  test('keeps the real AWS account, proxies and Node options of the shell out', async () => {
    const { engine } = await installed(machine(), {
      AWS_PROFILE: 'prod',
      AWS_SESSION_TOKEN: 'x',
      HTTPS_PROXY: 'http://proxy',
      NODE_OPTIONS: '-r x',
      LOCALSTACK_AUTH_TOKEN: 'ls-x',
      SLUICE_PART_ROWS: '1',
    });
    await engine.start(quiet);
    const env = JSON.parse((await engine.tail(1))[0] ?? '');
    const secret = /AWS_PROFILE|SESSION_TOKEN|PROXY_URL|HTTPS_PROXY|NODE_OPTIONS|AUTH_TOKEN|^SLUICE_/;
    expect(Object.keys(env).filter((name) => secret.test(name))).toEqual([]);
    expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'test', JAVA_HOME: '/a/jre' });
  });

  test('that ends at once is reported with the end of its log', async () => {
    const { engine } = await installed(
      machine({ engine: "console.error('no module named localstack'); process.exit(1)" }),
    );
    await expect(engine.start(quiet)).rejects.toMatchObject({
      code: 'ENGINE_DIED',
      message: expect.stringContaining('no module named localstack'),
    });
  });

  test('listens on this machine only, writes into its own folder, and neither reports nor fetches anything', () => {
    const env = hostEnvironment({ env: {}, folder: '/c/host', port: 4631, jars: '/c/jars', javaHome: '/j' });
    expect(env).toMatchObject({
      GATEWAY_LISTEN: '127.0.0.1:4631',
      GATEWAY_SERVER: 'listen',
      LOCALSTACK_HOST: '127.0.0.1:4631',
      OVERRIDE_IN_DOCKER: '0',
      DNS_ADDRESS: '0',
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      LAMBDA_RUNTIME_EXECUTOR: 'process',
    });
    for (const name of ['HOME', 'TMPDIR', 'FILESYSTEM_ROOT']) expect(env[name]).toMatch(/^\/c\/host\//);
  });
});

describe('What is installed for it', () => {
  test.each(['requirements', 'build-requirements'])(
    '%s pins and hashes each package, and leaves the index to pip’s settings',
    (name) => {
      const text = textOf(`${name}.txt`, EXECUTOR);
      const pins = text.split(/\n(?=[a-z])/).filter((block) => !block.startsWith('#'));
      for (const pin of pins) expect(pin).toMatch(/^[a-z0-9-]+==\S+ [\s\S]*--hash=sha256:[0-9a-f]{64}/);
      expect(text).not.toMatch(/:\/\/|--index-url|--find-links|\/(home|root|tmp|work|opt)\//);
    },
  );

  test('is the LocalStack of its name, in the release that needs no token', () => {
    expect(textOf('requirements.txt', EXECUTOR)).toMatch(/^localstack-core==4\.14\.0 /m);
    expect(textOf('requirements.in', EXECUTOR)).toContain('localstack-core[runtime]==4.14.0');
  });
});
