import { Server } from 'node:net';
import { portFrom, requireFreePort } from '../../../../kit/engines/port';
import { freePort, LOCALSTACK_PATHS, MINISTACK_PATHS, serve, servingHealth } from './support/machine';

describe('The port', () => {
  test('is 4566, unless SLUICE_PORT says otherwise', () => {
    expect(portFrom({})).toBe(4566);
    expect(portFrom({ SLUICE_PORT: '' })).toBe(4566);
    expect(portFrom({ SLUICE_PORT: '4601' })).toBe(4601);
  });

  test.each(['0', '65536', '-1', '4566.5', '1e3', 'port', '0x10'])('is not %j', (SLUICE_PORT) => {
    expect(() => portFrom({ SLUICE_PORT })).toThrow(expect.objectContaining({ code: 'BAD_PORT' }));
  });

  test('is accepted when no program listens', async () => {
    await expect(requireFreePort(await freePort())).resolves.toBeUndefined();
  });
});

describe('A port that cannot be tried', () => {
  const failing = (code: string) =>
    jest.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server) {
      process.nextTick(() => this.emit('error', Object.assign(new Error(code), { code })));
      return this;
    });
  afterEach(() => jest.restoreAllMocks());

  test('because only the administrator may use it is refused with that reason', async () => {
    failing('EACCES');
    await expect(requireFreePort(80)).rejects.toMatchObject({ code: 'BAD_PORT' });
  });

  test('for another reason is not reported as taken', async () => {
    failing('EMFILE');
    await expect(requireFreePort(4566)).rejects.toMatchObject({ code: 'EMFILE' });
  });
});

describe('A taken port is refused with its owner and what to do', () => {
  test('if any program has it; the process id is named if the machine can tell', async () => {
    const port = await serve((_, response) => response.end('hello'));
    await expect(requireFreePort(port)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(
        new RegExp(`^Port ${port} is taken by (another program|.+, pid ${process.pid})\\.$`),
      ),
      fix: expect.stringContaining(`SLUICE_PORT=${port + 1} make up`),
    });
  });

  test.each([
    ['MiniStack', MINISTACK_PATHS],
    ['LocalStack', LOCALSTACK_PATHS],
  ])('if a %s of another checkout has it', async (name, paths) => {
    const port = await serve(servingHealth(paths, '9.9.9'));
    await expect(requireFreePort(port)).rejects.toThrow(`a ${name} 9.9.9 that this checkout did not start`);
  });

  test('within seconds if its owner never answers', async () => {
    const port = await serve(() => {});
    await expect(requireFreePort(port)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});
