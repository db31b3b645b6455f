import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LocalStack } from '../../../../kit/engines/localstack/localstack';
import { emptyCheckout } from './support/checkout';
import {
  fakeCommand,
  freePort,
  LOCALSTACK_PATHS,
  serve,
  servingHealth,
  temporaryFolder,
} from './support/machine';

const quiet = () => {};

/** A machine whose docker does as `script` says, and notes each call; the script sees the whole call as "$*". */
async function machineWithDocker(script: string) {
  const folder = temporaryFolder();
  const calls = path.join(folder, 'calls');
  fakeCommand(folder, 'docker', `echo "$*" >> "${calls}"\n${script}`);
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

  test('is there when its container is, though it does not answer', async () => {
    const port = await freePort();
    const { engine } = await machineWithDocker(
      `case "$*" in *" port "*) echo 127.0.0.1:${port};; *) echo ok;; esac`,
    );
    expect(await engine.running()).toBeUndefined();
    expect(await engine.present()).toEqual({ port });
  });

  test('that does not come up is reported with the end of its log', async () => {
    const script =
      'case "$*" in *version*) echo 1;; *" port "*) exit 1;; *" logs "*) echo "License activation failed";; *) exit 1;; esac';
    const { engine } = await machineWithDocker(script);
    await expect(engine.start(quiet)).rejects.toMatchObject({
      code: 'ENGINE_DIED',
      message: expect.stringContaining('License activation failed'),
    });
  });

  test('is pulled only when the image is missing', async () => {
    const script = 'case "$*" in *" config "*) echo localstack/localstack:4.14.0;; *) echo ok;; esac';
    const { engine, calls } = await machineWithDocker(script);
    await engine.install(quiet);
    expect(calls()).not.toContain(' pull');
  });

  test('is stopped with its data kept, and cleaned with its volumes; its functions go as well', async () => {
    const { engine, calls } = await machineWithDocker('case "$*" in ps*) echo abc123;; *) echo ok;; esac');
    await engine.stop(quiet);
    expect(calls()).toContain(' down --remove-orphans\n');
    expect(calls()).toContain('rm --force abc123');
    await engine.clean(quiet);
    expect(calls()).toContain(' down --remove-orphans --volumes\n');
  });
});
