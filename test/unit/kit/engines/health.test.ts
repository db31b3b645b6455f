import type { RequestListener } from 'node:http';
import { versionOf, waitFor, waitForAnswer, whoAnswers } from '../../../../kit/engines/health';
import { freePort, LOCALSTACK_PATHS, MINISTACK_PATHS, serve, servingHealth } from './support/machine';

const at = (port: number) => `http://127.0.0.1:${port}`;

/** Runs with a proxy in the environment that does not answer. */
async function behindAProxy<T>(work: () => Promise<T>): Promise<T> {
  process.env.HTTP_PROXY = at(await freePort());
  process.env.http_proxy = process.env.HTTP_PROXY;
  try {
    return await work();
  } finally {
    delete process.env.HTTP_PROXY;
    delete process.env.http_proxy;
  }
}

describe('Who answers at an endpoint', () => {
  test('MiniStack, even though it also answers on LocalStack’s paths', async () => {
    const port = await serve(servingHealth(MINISTACK_PATHS, '1.5.33'));
    expect(await whoAnswers(at(port))).toEqual({ kind: 'ministack', version: '1.5.33' });
  });

  test('LocalStack', async () => {
    const port = await serve(servingHealth(LOCALSTACK_PATHS, '4.14.0'));
    expect(await whoAnswers(at(port))).toEqual({ kind: 'localstack', version: '4.14.0' });
  });

  test('LocalStack that has just started, which takes seconds to refuse an unknown path', async () => {
    const healthy = servingHealth(LOCALSTACK_PATHS, '4.14.0');
    const port = await serve((request, response) => {
      if (LOCALSTACK_PATHS.includes(request.url ?? '')) healthy(request, response);
    });
    expect(await versionOf('localstack', at(port))).toBe('4.14.0');
    expect(await whoAnswers(at(port))).toEqual({ kind: 'localstack', version: '4.14.0' });
  });

  test.each([
    ['something else', (_, response) => response.end('{"status":"ok"}')],
    ['something that accepts and says nothing', () => {}],
    ['something that begins its answer and never ends it', (_, response) => response.write('{')],
    [
      'something that answers byte by byte',
      (_, response) => {
        const more = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(more));
      },
    ],
  ] satisfies [string, RequestListener][])('%s is not an engine', async (_, listener) => {
    expect(await whoAnswers(at(await serve(listener)))).toBeUndefined();
  });

  test('nothing', async () => {
    expect(await whoAnswers(at(await freePort()))).toBeUndefined();
  });

  test('is asked without a proxy, whatever the environment says', async () => {
    const port = await serve(servingHealth(LOCALSTACK_PATHS, '4.14.0'));
    expect(await behindAProxy(() => whoAnswers(at(port)))).toMatchObject({ kind: 'localstack' });
  });
});

describe('Waiting for an answer', () => {
  const alive = async () => false;

  test('ends when a slow engine answers, without a proxy', async () => {
    const healthy = servingHealth(LOCALSTACK_PATHS, '4.14.0');
    const began = Date.now();
    const port = await serve((request, response) => {
      if (Date.now() - began > 700) healthy(request, response);
      else response.writeHead(503).end();
    });
    const url = `${at(port)}/_localstack/health`;
    expect(await behindAProxy(() => waitForAnswer(url, alive, 10_000))).toBe('answers');
    expect(Date.now() - began).toBeGreaterThan(700);
  });

  test('ends soon after the process has died', async () => {
    const began = Date.now();
    const url = at(await freePort());
    expect(await waitForAnswer(url, async () => true, 60_000)).toBe('died');
    expect(Date.now() - began).toBeLessThan(3000);
  });

  test('ends at the deadline when something listens but does not answer', async () => {
    expect(await waitForAnswer(at(await serve(() => {})), alive, 300)).toBe('silent');
  });
});

describe('Waiting for a fact', () => {
  test('ends when the fact is true', async () => {
    let asked = 0;
    expect(await waitFor(async () => (++asked === 3 ? 'ready' : undefined), 5000)).toBe('ready');
  });

  test('ends at the deadline', async () => {
    expect(await waitFor(async () => undefined, 100)).toBeUndefined();
  });
});
