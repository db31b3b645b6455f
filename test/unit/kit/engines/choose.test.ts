import path from 'node:path';
import { engineStates } from '../../../../kit/commands/doctor';
import { chooseEngine, startChosen } from '../../../../kit/engines/choose';
import type { Engine, Running } from '../../../../kit/engines/engine';
import { requireFreePort } from '../../../../kit/engines/port';
import { answerOf, notRunning } from '../../../../kit/session';
import { ANSWERING, checkoutWith, emptyCheckout } from './support/checkout';
import { BOTH_IMAGES, dockerWith, fakeCommand, temporaryFolder } from './support/machine';

function pathWithDocker(script: string): string {
  const folder = temporaryFolder();
  fakeCommand(folder, 'docker', script);
  return `${folder}${path.delimiter}${process.env.PATH}`;
}
const ANSWERS = `case "$*" in *" port "*) exit 1;; ${dockerWith(BOTH_IMAGES)} *) echo 28.0;; esac`;
const WITHOUT_IMAGES = `case "$*" in *" port "*) exit 1;; ${dockerWith('["localstack/localstack:4.14.0"]')} *) echo 28.0;; esac`;

describe('ENGINE', () => {
  test.each(['ministack', 'localstack', 'localstack-host'])(
    '%s selects that engine, whatever the machine has',
    async (ENGINE) => {
      const { engine, why } = await chooseEngine(await emptyCheckout({ ENGINE, PATH: '' }));
      expect(engine.name).toBe(ENGINE);
      expect(why).toContain(ENGINE);
    },
  );

  test.each([
    ['ministak', 'ministack'],
    ['LocalStack', 'localstack'],
    ['atuo', 'auto'],
  ])('%s is unknown, and the nearest name is %s', async (ENGINE, nearest) => {
    await expect(chooseEngine(await emptyCheckout({ ENGINE }))).rejects.toMatchObject({
      code: 'UNKNOWN_ENGINE',
      message: expect.stringContaining(`ENGINE=${nearest}?`),
      fix: expect.stringContaining('auto, localstack, ministack, localstack-host'),
    });
  });
});

describe.each([undefined, '', 'auto'])('ENGINE=%s chooses', (ENGINE) => {
  const env = (more: NodeJS.ProcessEnv) => (ENGINE === undefined ? more : { ...more, ENGINE });

  test('LocalStack when a Docker daemon answers and has both images', async () => {
    const { engine, why } = await chooseEngine(await emptyCheckout(env({ PATH: pathWithDocker(ANSWERS) })));
    expect([engine.name, why]).toEqual(['localstack', 'a Docker daemon answers and has the images']);
  });

  test('MiniStack instead of pulling an image over a shared network', async () => {
    const place = await emptyCheckout(env({ PATH: pathWithDocker(WITHOUT_IMAGES) }));
    const { engine, why } = await chooseEngine(place);
    expect(engine.name).toBe('ministack');
    expect(why).toBe(
      'the Docker daemon lacks public.ecr.aws/lambda/nodejs:22; ENGINE=localstack make install pulls it',
    );
    expect((await engineStates(place)).find(({ name }) => name === 'localstack')).toMatchObject({
      problems: [],
      missing: ['public.ecr.aws/lambda/nodejs:22'],
    });
  });

  test('MiniStack, without a warning, when no Docker daemon answers', async () => {
    const { engine, why } = await chooseEngine(await emptyCheckout(env({ PATH: pathWithDocker('exit 1') })));
    expect([engine.name, why]).toEqual(['ministack', 'it needs no Docker']);
  });

  test('the first of the engines that a lab names, although another would be first', async () => {
    const place = await emptyCheckout(env({ PATH: pathWithDocker(ANSWERS) }));
    expect((await chooseEngine(place, ['localstack-host', 'ministack'])).engine.name).toBe('ministack');
    expect((await chooseEngine(place, ['localstack'])).engine.name).toBe('localstack');
  });

  test('the running engine of this checkout before all others', async () => {
    const [ministack, place] = await checkoutWith(ANSWERING, env({ PATH: pathWithDocker(ANSWERS) }));
    await ministack.start(() => {});
    const { engine, why } = await chooseEngine(place);
    expect([engine.name, why]).toEqual(['ministack', 'it is running already']);
    expect((await chooseEngine(place, ['localstack'])).engine.name).toBe('ministack');
  });

  test('a running engine that hangs, instead of starting a second one', async () => {
    const [ministack, place] = await checkoutWith(ANSWERING, env({ PATH: pathWithDocker(ANSWERS) }));
    const { pid } = await ministack.start(() => {});
    process.kill(pid as number, 'SIGSTOP');
    const { engine } = await chooseEngine(place);
    expect(engine.name).toBe('ministack');
    expect((await engineStates(place)).find(({ name }) => name === 'ministack')).toMatchObject({
      running: undefined,
      present: { pid, port: place.port },
    });
    expect(await notRunning(engine)).toMatchObject({
      code: 'ENGINE_SILENT',
      message: expect.stringContaining(`process ${pid}, port ${place.port}`),
      fix: expect.stringMatching(/make down.*make up/),
    });
  });

  test('a running engine that answers only after some seconds', async () => {
    const [ministack] = await checkoutWith(ANSWERING, env({ PATH: pathWithDocker(ANSWERS) }));
    const { pid } = await ministack.start(() => {});
    process.kill(pid as number, 'SIGSTOP');
    setTimeout(() => process.kill(pid as number, 'SIGCONT'), 2500);
    expect(await ministack.running()).toBeUndefined();
    expect(await answerOf(ministack)).toMatchObject({ pid });
  });

  test('MiniStack even on a machine without Docker or Python', async () => {
    const { engine } = await chooseEngine(
      await emptyCheckout(env({ PATH: temporaryFolder(), HOME: '/nowhere' })),
    );
    expect(engine.name).toBe('ministack');
    expect(await engine.problems()).toMatchObject([{ code: 'NO_PYTHON' }]);
  });
});

test('A Docker daemon that hangs is given two seconds, once', async () => {
  const place = await emptyCheckout({ PATH: pathWithDocker('exec sleep 10') });
  const began = Date.now();
  const { engine } = await chooseEngine(place);
  expect(engine.name).toBe('ministack');
  expect(Date.now() - began).toBeLessThan(3500);
});

describe('A port that is taken', () => {
  const another = (port: number): Engine => ({
    ...({ name: 'localstack-host' } as Engine),
    start: async () => {
      await requireFreePort(port);
      throw new Error('the port was free');
    },
  });

  test.each([
    ['runs', 'SIGCONT'],
    ['hangs', 'SIGSTOP'],
  ] as const)('by another engine of this checkout, which %s, is freed by make down', async (_, signal) => {
    const [ministack, place] = await checkoutWith(ANSWERING);
    const { pid } = await ministack.start(() => {});
    process.kill(pid as number, signal);
    await expect(startChosen(another(place.port), place, () => {})).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`${place.port} is taken by ministack, an engine of this checkout`),
      fix: expect.stringContaining('make down'),
    });
  });

  test('by another program is left alone', async () => {
    const [, theirs] = await checkoutWith(ANSWERING);
    const [stranger] = await checkoutWith(ANSWERING);
    await expect(stranger.start(() => {})).resolves.toBeDefined();
    const { endpoint } = (await stranger.running()) as Running;
    const port = Number(new URL(endpoint).port);
    await expect(startChosen(another(port), { ...theirs, port }, () => {})).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining('this checkout did not start'),
    });
  });
});
