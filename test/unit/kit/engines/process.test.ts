import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { endGroup, endMarked, identityOf, processesMarked } from '../../../../kit/engines/process';

const STUBBORN = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";

async function start(script: string, env: NodeJS.ProcessEnv = {}, detached = false): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', script], {
    env,
    detached,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

describe('A process is known by its id and its start', () => {
  test('a process keeps its identity for its lifetime', async () => {
    expect(await identityOf(process.pid)).toBeTruthy();
    expect(await identityOf(process.pid)).toBe(await identityOf(process.pid));
  });

  test('two processes never share an identity', async () => {
    const child = await start(STUBBORN);
    expect(await identityOf(child.pid as number)).not.toBe(await identityOf(process.ppid));
    child.kill('SIGKILL');
  });

  test('a process that has ended has no identity', async () => {
    const child = await start(STUBBORN);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await identityOf(child.pid as number)).toBeUndefined();
  });
});

test('only processes with all the markers are found', async () => {
  const ofTest = { ENGINE_OF_SLUICE: `functions-${process.pid}` };
  const [extract, load] = await Promise.all(
    ['extract', 'load'].map((name) => start(STUBBORN, { ...ofTest, AWS_LAMBDA_FUNCTION_NAME: name })),
  );
  const marker = `ENGINE_OF_SLUICE=${ofTest.ENGINE_OF_SLUICE}`;
  expect(await processesMarked(marker, 'AWS_LAMBDA_FUNCTION_NAME=load')).toEqual([load?.pid]);
  expect(await processesMarked(marker)).toHaveLength(2);
  for (const child of [extract, load]) child?.kill('SIGKILL');
});

describe('The processes that an engine started end with it', () => {
  test('workers of a killed engine are found by the marker that they inherit', async () => {
    const marker = `ENGINE_OF_SLUICE=test-${process.pid}`;
    const env = { ENGINE_OF_SLUICE: `test-${process.pid}`, WORKER: STUBBORN };
    const spawnsWorker = `require('child_process').spawn(process.execPath, ['-e', process.env.WORKER], { stdio: 'inherit' })`;
    const engine = await start(spawnsWorker, env);
    engine.kill('SIGKILL');
    await once(engine, 'exit');
    expect(await processesMarked(marker)).toHaveLength(1);

    expect(await endMarked(marker, 50)).toBe(1);
    expect(await processesMarked(marker)).toEqual([]);
  });

  test('a marker with only the same beginning does not match', async () => {
    const child = await start(STUBBORN, { ENGINE_OF_SLUICE: `test-${process.pid}-other` });
    expect(await endMarked(`ENGINE_OF_SLUICE=test-${process.pid}`, 50)).toBe(0);
    expect(await identityOf(child.pid as number)).toBeTruthy();
    child.kill('SIGKILL');
  });

  test('a group that ignores SIGTERM is killed when its grace is over', async () => {
    const leader = await start(STUBBORN, {}, true);
    const ended = once(leader, 'exit');
    await endGroup(leader.pid as number, 100);
    expect((await ended)[1]).toBe('SIGKILL');
  });
});
