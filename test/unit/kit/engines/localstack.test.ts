import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LocalStack } from '../../../../kit/engines/localstack/localstack';
import { emptyCheckout } from './support/checkout';
import {
  BOTH_IMAGES,
  dockerWith,
  fakeCommand,
  freePort,
  LOCALSTACK_PATHS,
  serve,
  servingHealth,
  temporaryFolder,
} from './support/machine';

const quiet = () => {};

/** A machine whose docker runs `script` and records each call. The script sees the call as "$*". */
async function machineWithDocker(script: string) {
  const folder = temporaryFolder();
  const calls = path.join(folder, 'calls');
  fakeCommand(folder, 'docker', `CALLS="${calls}"\necho "$*" >> "$CALLS"\n${script}`);
  const place = await emptyCheckout({ PATH: `${folder}:/usr/bin:/bin` });
  return { engine: new LocalStack(place), calls: () => readFileSync(calls, 'utf8') };
}

describe('LocalStack needs a Docker daemon that answers', () => {
  test.each([
    ['DOCKER_SILENT', 'hangs', 'exec sleep 10'],
    ['NO_DOCKER_DAEMON', 'is not running', 'echo "Cannot connect to the Docker daemon" >&2; exit 1'],
    ['NO_COMPOSE', 'has no compose plugin', 'case "$*" in version*) echo 28.0;; *) exit 1;; esac'],
  ])(
    '%s when it %s, and ENGINE=ministack works without',
    async (code, _, script) => {
      const { engine } = await machineWithDocker(script);
      const began = Date.now();
      expect(await engine.problems()).toEqual([
        { code, message: expect.any(String), fix: expect.stringContaining('ENGINE=ministack') },
      ]);
      expect(Date.now() - began).toBeLessThan(3000);
      await expect(engine.start(quiet)).rejects.toMatchObject({ code });
      await expect(engine.stop(quiet)).resolves.toBeUndefined();
    },
    15_000,
  );

  test('and the command', async () => {
    const engine = new LocalStack(await emptyCheckout({ PATH: temporaryFolder() }));
    expect(await engine.problems()).toMatchObject([{ code: 'NO_DOCKER' }]);
    expect(await engine.running()).toBeUndefined();
    expect(await engine.tail(5)).toEqual([]);
  });
});

describe('LocalStack by docker compose', () => {
  test('is found where its container is published', async () => {
    const port = await serve(servingHealth(LOCALSTACK_PATHS, '4.14.0'));
    const { engine, calls } = await machineWithDocker(
      `case "$*" in *" port "*) echo 127.0.0.1:${port};; esac`,
    );
    expect(await engine.running()).toEqual({ endpoint: `http://127.0.0.1:${port}`, version: '4.14.0' });
    expect(await engine.start(quiet)).toMatchObject({ version: '4.14.0' });
    expect(calls()).toMatch(/--project-name sluice-[0-9a-f]{12} /);
    expect(calls()).not.toContain(' up ');
  });

  test('is present when its container exists, even if LocalStack does not answer', async () => {
    const port = await freePort();
    const { engine } = await machineWithDocker(
      `case "$*" in *" port "*) echo 127.0.0.1:${port};; *) echo ok;; esac`,
    );
    expect(await engine.running()).toBeUndefined();
    expect(await engine.present()).toEqual({ port });
  });

  test('that does not start is reported with the end of its log, and its container is removed', async () => {
    const script =
      'case "$*" in *version*) echo 1;; *" port "*) exit 1;; *" logs "*) echo "License activation failed";; *) exit 1;; esac';
    const { engine, calls } = await machineWithDocker(script);
    await expect(engine.start(quiet)).rejects.toMatchObject({
      code: 'ENGINE_DIED',
      message: expect.stringContaining('License activation failed'),
    });
    expect(calls()).toMatch(/ down --remove-orphans --volumes$/m);
  });

  test('is pulled only when an image is missing: its own or that of the functions', async () => {
    const present = await machineWithDocker(`case "$*" in ${dockerWith(BOTH_IMAGES)} *) echo ok;; esac`);
    await present.engine.install(quiet);
    expect(present.calls()).not.toContain('pull');
    const half = await machineWithDocker(
      `case "$*" in ${dockerWith('["localstack/localstack:4.14.0"]')} *) echo ok;; esac`,
    );
    await half.engine.install(quiet);
    expect(half.calls().match(/^pull .*/gm)).toEqual(['pull public.ecr.aws/lambda/nodejs:22']);
  });

  test('names the image that could not be pulled', async () => {
    const { engine } = await machineWithDocker(
      `case "$*" in ${dockerWith('')} pull*) echo "no route to host" >&2; exit 1;; *) echo ok;; esac`,
    );
    await expect(engine.install(quiet)).rejects.toMatchObject({
      code: 'PULL_FAILED',
      message: expect.stringMatching(/localstack\/localstack:4.14.0:\n.*no route to host/),
    });
  });

  test('that hangs is reported as silent, not as dead', async () => {
    const port = await freePort();
    const { engine, calls } = await machineWithDocker(
      `case "$*" in *" port "*) echo 127.0.0.1:${port};; *) echo ok;; esac`,
    );
    await expect(engine.start(quiet, 1000)).rejects.toMatchObject({ code: 'ENGINE_SILENT' });
    // An earlier start created the container, and make ready may still wait for it.
    expect(calls()).not.toMatch(/ down /);
  });

  test('is stopped before its functions are removed; its network and volumes are removed last', async () => {
    const { engine, calls } = await machineWithDocker('case "$*" in ps*) echo abc123;; *) echo ok;; esac');
    await engine.stop(quiet);
    const done = calls().match(/(?<= )(stop|down .*)$|^rm .*/gm);
    expect(done).toEqual(['stop', 'rm --force abc123', 'down --remove-orphans --volumes']);
  });

  test('is started without the functions that a killed LocalStack left', async () => {
    const script =
      'case "$*" in *version*) echo 1;; *" port "*) exit 1;; ps*) echo abc123;; *" up "*) exit 1;; *) echo ok;; esac';
    const { engine, calls } = await machineWithDocker(script);
    await expect(engine.start(quiet)).rejects.toMatchObject({ code: 'ENGINE_DIED' });
    const done = calls();
    expect(done.indexOf('rm --force abc123')).toBeLessThan(done.indexOf(' up '));
    expect(done).toContain('rm --force abc123');
  });
});

describe('The Docker daemon', () => {
  const context = (host: string, more = '') =>
    machineWithDocker(`case "$*" in context*) echo "${host}";; ${more} *) echo ok;; esac`);

  test.each(['ssh://me@build.example.com', 'tcp://10.0.0.7:2375', 'tcp://docker:2375'])(
    'is on another machine: %s',
    async (host) => {
      const { engine } = await context(host);
      expect(await engine.problems()).toEqual([
        {
          code: 'DOCKER_ELSEWHERE',
          message: expect.stringContaining(host),
          fix: expect.stringContaining('DOCKER_HOST'),
        },
      ]);
    },
  );

  test.each([
    'unix:///var/run/docker.sock',
    'tcp://127.0.0.1:2375',
    'tcp://localhost:2375',
    'tcp://[::1]:2375',
  ])('is here: %s', async (host) => {
    expect(await (await context(host)).engine.problems()).toEqual([]);
  });

  test.each([
    [
      process.platform === 'linux' ? '/run/user/1000/docker.sock' : '/var/run/docker.sock',
      'unix:///run/user/1000/docker.sock',
    ],
    ['/var/run/docker.sock', 'unix:///home/me/.docker/desktop/docker.sock'],
    ['/var/run/docker.sock', 'tcp://127.0.0.1:2375'],
  ])('gives LocalStack its socket, %s, for %s', async (socket, host) => {
    const { engine, calls } = await context(
      host,
      '*" port "*) exit 1;; *" up "*) echo "DOCKER_SOCK=$DOCKER_SOCK" >> "$CALLS"; exit 1;;',
    );
    await engine.start(quiet).catch(() => {});
    expect(calls()).toContain(`DOCKER_SOCK=${socket}\n`);
  });
});
