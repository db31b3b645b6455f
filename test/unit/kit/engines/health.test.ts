import { waitFor, whoAnswers } from '../../../../kit/engines/health';
import { freePort, LOCALSTACK_PATHS, MINISTACK_PATHS, serve, servingHealth } from './support/machine';

const at = (port: number) => `http://127.0.0.1:${port}`;

describe('Who answers at an endpoint', () => {
  test('MiniStack, though it answers to the paths of LocalStack as well', async () => {
    const port = await serve(servingHealth(MINISTACK_PATHS, '1.5.33'));
    expect(await whoAnswers(at(port))).toEqual({ engine: 'ministack', version: '1.5.33' });
  });

  test('LocalStack', async () => {
    const port = await serve(servingHealth(LOCALSTACK_PATHS, '4.14.0'));
    expect(await whoAnswers(at(port))).toEqual({ engine: 'localstack', version: '4.14.0' });
  });

  test('something else', async () => {
    const port = await serve((_, response) => response.end('{"status":"ok"}'));
    expect(await whoAnswers(at(port))).toEqual({ engine: 'other', version: '' });
  });

  test('something that accepts and says nothing', async () => {
    expect(await whoAnswers(at(await serve(() => {})), 100)).toEqual({ engine: 'other', version: '' });
  });

  test.each([
    ['at once', 0],
    ['byte by byte', 20],
  ])('something that begins its answer %s and never ends it', async (_, everyMs) => {
    const port = await serve((_request, response) => {
      response.write('{');
      const more = everyMs && setInterval(() => response.write(' '), everyMs);
      response.on('close', () => clearInterval(more || undefined));
    });
    expect(await whoAnswers(at(port), 200)).toEqual({ engine: 'other', version: '' });
  });

  test('nobody', async () => {
    expect(await whoAnswers(at(await freePort()))).toBeUndefined();
  });

  test('is asked without a proxy, whatever the environment says', async () => {
    process.env.HTTP_PROXY = at(await freePort());
    process.env.http_proxy = process.env.HTTP_PROXY;
    try {
      const port = await serve(servingHealth(LOCALSTACK_PATHS, '4.14.0'));
      expect(await whoAnswers(at(port))).toMatchObject({ engine: 'localstack' });
    } finally {
      delete process.env.HTTP_PROXY;
      delete process.env.http_proxy;
    }
  });
});

describe('Waiting', () => {
  const alive = async () => false;

  test('ends with the fact', async () => {
    let asked = 0;
    expect(await waitFor(async () => (++asked === 3 ? 'ready' : undefined), alive, 5000)).toBe('ready');
  });

  test('ends at once when the process has died', async () => {
    const began = Date.now();
    expect(
      await waitFor(
        async () => undefined,
        async () => true,
        60_000,
      ),
    ).toBe('died');
    expect(Date.now() - began).toBeLessThan(1000);
  });

  test('ends with the deadline', async () => {
    expect(await waitFor(async () => undefined, alive, 100)).toBeUndefined();
  });
});
