import { eventsComeAtOnce } from '../../../../kit/stack/events';
import { LOCALSTACK_PATHS, MINISTACK_PATHS, serve, servingHealth } from '../engines/support/machine';

const before = process.env.AWS_ENDPOINT_URL;
afterEach(() => {
  if (before === undefined) delete process.env.AWS_ENDPOINT_URL;
  else process.env.AWS_ENDPOINT_URL = before;
});

async function waited(endpoint?: string): Promise<number> {
  delete process.env.AWS_ENDPOINT_URL;
  if (endpoint) process.env.AWS_ENDPOINT_URL = endpoint;
  const start = performance.now();
  await eventsComeAtOnce();
  return performance.now() - start;
}

describe('After functions were changed', () => {
  test('an event on LocalStack waits until the poller of the previous version has made its last poll of two seconds', async () => {
    const port = await serve(servingHealth(LOCALSTACK_PATHS, '4.14.0'));
    expect(await waited(`http://127.0.0.1:${port}`)).toBeGreaterThan(2100);
  });

  test('an engine that is too busy to identify itself may be LocalStack', async () => {
    const port = await serve(() => {});
    expect(await waited(`http://127.0.0.1:${port}`)).toBeGreaterThan(3100);
  });

  test('an event on MiniStack or on AWS does not wait', async () => {
    const port = await serve(servingHealth(MINISTACK_PATHS, '1.5.33'));
    expect(await waited(`http://127.0.0.1:${port}`)).toBeLessThan(1500);
    expect(await waited()).toBeLessThan(1500);
  });
});
