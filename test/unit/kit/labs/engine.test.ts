import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Workshop } from '../../../../kit/labs/workshop';
import { ROOT } from '../../../../kit/session';
import {
  BOTH_IMAGES,
  dockerWith,
  fakeCommand,
  freePort,
  LOCALSTACK_PATHS,
  serve,
  servingHealth,
  temporaryFolder,
} from '../engines/support/machine';
import { labCheckout, sluiceIn } from './support/checkout';

const FILE = 'src/extract/handler.ts';

test('make lab on an engine on which the lab is not proven opens no lab, and says what to do', async () => {
  const root = labCheckout();
  expect(await sluiceIn(root, ['lab', '2'], { ENGINE: 'localstack' })).toMatchObject({
    exitCode: 2,
    output: expect.stringMatching(
      /LAB_ENGINE Lab 2 .*not on localstack\.\nWhat to do: .*`make lab N=2` without ENGINE: it starts ministack/,
    ),
  });
  expect(new Workshop(root).progress).toEqual({ labs: {} });
});

test('predict and check refuse such an engine, too: nothing is broken, and nothing is judged', async () => {
  const root = labCheckout();
  const refused = {
    exitCode: 2,
    output: expect.stringContaining('LAB_ENGINE Lab 2'),
  };
  const workshop = new Workshop(root);
  workshop.begin('2');
  expect(await sluiceIn(root, ['predict', 'c'], { ENGINE: 'localstack' })).toMatchObject(refused);
  expect(readFileSync(path.join(root, FILE), 'utf8')).toBe(readFileSync(path.join(ROOT, FILE), 'utf8'));
  workshop.breakFile('c');
  workshop.measured('c', []);
  expect(await sluiceIn(root, ['check'], { ENGINE: 'localstack' })).toMatchObject(refused);
});

describe('On a machine with Docker and the images of LocalStack, without ENGINE', () => {
  /** Has no Python: a command that chooses MiniStack ends with that. */
  async function machine(portOfContainer: string): Promise<NodeJS.ProcessEnv> {
    const PATH = temporaryFolder();
    const port = `*" port "*) ${portOfContainer};;`;
    fakeCommand(PATH, 'docker', `case "$*" in ${port} ${dockerWith(BOTH_IMAGES)} *) echo 28.0;; esac`);
    return { PATH, HOME: '/nowhere', PYENV_ROOT: '/nowhere', SLUICE_PORT: String(await freePort()) };
  }

  test('make lab chooses an engine on which the lab is proven', async () => {
    const root = labCheckout();
    expect(await sluiceIn(root, ['lab', '2'], await machine('exit 1'))).toMatchObject({
      exitCode: 2,
      output: expect.stringMatching(/Engine ministack[\s\S]*NO_PYTHON/),
    });
    expect(new Workshop(root).open).toBeUndefined();
  });

  test('make lab leaves LocalStack running if it runs, and says how to begin', async () => {
    const root = labCheckout();
    const port = await serve(servingHealth(LOCALSTACK_PATHS, '4.14.0'));
    expect(await sluiceIn(root, ['lab', '2'], await machine(`echo 127.0.0.1:${port}`))).toMatchObject({
      exitCode: 2,
      output: expect.stringContaining('Run `make down`, then `make lab N=2`: it starts ministack'),
    });
    expect(new Workshop(root).open).toBeUndefined();
  });
});
