import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkoutId } from '../../../../kit/engines/checkout';
import type { Place } from '../../../../kit/engines/engine';
import { MiniStack } from '../../../../kit/engines/ministack/ministack';
import { identityOf, processesMarked } from '../../../../kit/engines/process';
import { ANSWERING, checkoutWith, emptyCheckout, WORKER } from './support/checkout';
import { serve } from './support/machine';

const quiet = () => {};
const processesOf = (place: Place) => processesMarked(`ENGINE_OF_SLUICE=ministack-${checkoutId(place)}`);
const pidFile = (place: Place) => path.join(place.root, '.sluice', 'ministack', 'engine.pid');

describe('Starting', () => {
  test('reports the endpoint, the version and the process', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    const running = await engine.start(quiet);
    expect(running).toEqual({
      endpoint: `http://127.0.0.1:${place.port}`,
      version: '1.5.33',
      pid: expect.any(Number),
    });
    expect(await engine.running()).toEqual(running);
  });

  test('twice is harmless, even at the same moment or from another terminal', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    const all = await Promise.all([
      engine.start(quiet),
      engine.start(quiet),
      new MiniStack(place).start(quiet),
    ]);
    expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
  });

  test('finds a running engine, though SLUICE_PORT has changed since', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    const { endpoint } = await engine.start(quiet);
    expect(await new MiniStack({ ...place, port: place.port + 1 }).start(quiet)).toMatchObject({ endpoint });
  });

  test('keeps the real AWS account, proxies and Node options of the shell out', async () => {
    const secret = {
      AWS_PROFILE: 'prod',
      AWS_SESSION_TOKEN: 'x',
      AWS_ACCESS_KEY_ID: 'AKIA',
      HTTPS_PROXY: 'http://proxy',
      NODE_OPTIONS: '-r x',
    };
    const [engine] = await checkoutWith(ANSWERING, secret);
    await engine.start(quiet);
    const env = JSON.parse((await engine.tail(1))[0] ?? '');
    for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'HTTPS_PROXY', 'NODE_OPTIONS'])
      expect(env).not.toHaveProperty(name);
    expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'test', AWS_REGION: 'us-east-1', BIND_HOST: '127.0.0.1' });
  });

  test('passes on SLUICE_ALLOW_ORIGIN if it is an origin', async () => {
    const [engine] = await checkoutWith(ANSWERING, { SLUICE_ALLOW_ORIGIN: 'http://localhost:5173' });
    await engine.start(quiet);
    const env = JSON.parse((await engine.tail(1))[0] ?? '');
    expect(env).toMatchObject({ SLUICE_ALLOW_ORIGIN: 'http://localhost:5173' });
    const [other] = await checkoutWith(ANSWERING, { SLUICE_ALLOW_ORIGIN: '*' });
    await expect(other.start(quiet)).rejects.toMatchObject({ code: 'BAD_ORIGIN' });
  });

  test('soon reports an engine that is present but does not answer', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    const { pid } = await engine.start(quiet);
    process.kill(pid as number, 'SIGSTOP');
    expect(await engine.running()).toBeUndefined();
    expect(await engine.present()).toEqual({ pid, port: place.port });
    await engine.stop(quiet);
    expect(await engine.present()).toBeUndefined();
  });

  test('on a taken port is refused', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    place.port = await serve((_, response) => response.end());
    await expect(engine.start(quiet)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    expect(await processesOf(place)).toEqual([]);
  });

  test('of an engine that ends at once is reported at once, with the end of its log', async () => {
    const [engine] = await checkoutWith("console.error('no module named ministack'); process.exit(1)");
    await expect(engine.start(quiet)).rejects.toMatchObject({
      code: 'ENGINE_DIED',
      message: expect.stringContaining('no module named ministack'),
      fix: expect.stringContaining('make'),
    });
  });

  test('that fails leaves its log and no process', async () => {
    const [engine, place] = await checkoutWith(
      `${WORKER} console.error('it cannot serve'); setTimeout(() => process.exit(1), 300)`,
    );
    await expect(engine.start(quiet)).rejects.toMatchObject({ code: 'ENGINE_DIED' });
    expect(await processesOf(place)).toEqual([]);
    expect(existsSync(pidFile(place))).toBe(false);
    expect(await engine.tail(1)).toEqual(['it cannot serve']);
  });

  test('before installing fails and says what to do', async () => {
    const engine = new MiniStack(await emptyCheckout());
    await expect(engine.start(quiet)).rejects.toMatchObject({
      code: 'NOT_INSTALLED',
      fix: expect.stringContaining('make install'),
    });
  });
});

describe('Stopping', () => {
  test('ends the engine and its workers, and leaves only the log', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    await engine.start(quiet);
    expect((await processesOf(place)).length).toBeGreaterThan(1);
    await engine.stop(quiet);
    expect(await processesOf(place)).toEqual([]);
    expect(await engine.running()).toBeUndefined();
    expect(existsSync(pidFile(place))).toBe(false);
  });

  test('twice is harmless', async () => {
    const [engine] = await checkoutWith(ANSWERING);
    await engine.stop(quiet);
    await engine.stop(quiet);
  });

  test('finds the workers of an engine that was killed', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    const { pid } = await engine.start(quiet);
    process.kill(pid as number, 'SIGKILL');
    expect(await engine.running()).toBeUndefined();
    await engine.stop(quiet);
    expect(await processesOf(place)).toEqual([]);
  });

  test('finds an engine whose pid file is gone', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    await engine.start(quiet);
    writeFileSync(pidFile(place), 'not JSON');
    await engine.stop(quiet);
    expect(await processesOf(place)).toEqual([]);
  });

  test('never ends another program that has the process id of an old engine', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    await engine.start(quiet);
    const record = JSON.parse(readFileSync(pidFile(place), 'utf8'));
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
    writeFileSync(pidFile(place), JSON.stringify({ ...record, pid: stranger.pid }));
    await engine.stop(quiet);
    expect(await identityOf(stranger.pid as number)).toBeTruthy();
    stranger.kill('SIGKILL');
  });

  test('and cleaning leave no file', async () => {
    const [engine, place] = await checkoutWith(ANSWERING);
    await engine.start(quiet);
    await engine.clean(quiet);
    expect(readdirSync(path.join(place.root, '.sluice'))).toEqual([]);
  });
});
