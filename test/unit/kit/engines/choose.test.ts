import path from 'node:path';
import { chooseEngine } from '../../../../kit/engines/choose';
import { ANSWERING, checkoutWith, emptyCheckout } from './support/checkout';
import { fakeCommand, temporaryFolder } from './support/machine';

function pathWithDocker(script: string): string {
  const folder = temporaryFolder();
  fakeCommand(folder, 'docker', script);
  return `${folder}${path.delimiter}${process.env.PATH}`;
}
const ANSWERS = 'case "$*" in *" port "*) exit 1;; *) echo 28.0;; esac';

describe('ENGINE', () => {
  test.each(['ministack', 'localstack', 'localstack-host'])(
    '%s is that one, whatever the machine has',
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

  test('LocalStack when a Docker daemon answers', async () => {
    const { engine, why } = await chooseEngine(await emptyCheckout(env({ PATH: pathWithDocker(ANSWERS) })));
    expect([engine.name, why]).toEqual(['localstack', 'a Docker daemon answers']);
  });

  test('MiniStack when none does, and says why', async () => {
    const { engine, why } = await chooseEngine(await emptyCheckout(env({ PATH: pathWithDocker('exit 1') })));
    expect([engine.name, why]).toEqual(['ministack', expect.stringContaining('Docker daemon')]);
  });

  test('the running engine of this checkout before all others', async () => {
    const [ministack, place] = await checkoutWith(ANSWERING, env({ PATH: pathWithDocker(ANSWERS) }));
    await ministack.start(() => {});
    const { engine, why } = await chooseEngine(place);
    expect([engine.name, why]).toEqual(['ministack', 'it is running already']);
  });

  test('MiniStack even on a machine that has nothing, with all that is missing', async () => {
    const { engine, why } = await chooseEngine(
      await emptyCheckout(env({ PATH: temporaryFolder(), HOME: '/nowhere' })),
    );
    expect(engine.name).toBe('ministack');
    expect(why).toMatch(/docker[\s\S]*Python/);
  });
});

test('A Docker daemon that hangs is given two seconds, once', async () => {
  const place = await emptyCheckout({ PATH: pathWithDocker('exec sleep 10') });
  const began = Date.now();
  const { engine, why } = await chooseEngine(place);
  expect([engine.name, why]).toEqual(['ministack', expect.stringContaining('within 2 s')]);
  expect(Date.now() - began).toBeLessThan(3500);
});
