import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { checkoutId } from '../../kit/engines/checkout';
import { chooseEngine, placeOf } from '../../kit/engines/choose';
import { processesMarked } from '../../kit/engines/process';
import { ROOT } from '../../kit/session';
import { listenersOf } from '../support/sockets';
import { openWorkflow } from '../support/workflow';

/** Returns whether something answers at an address within a second. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
  });
}

test('the engine answers on 127.0.0.1, and on no address that another machine can reach', async () => {
  const { hostname, port } = new URL(process.env.SLUICE_TEST_ENDPOINT as string);
  expect(hostname).toBe('127.0.0.1');
  expect(await answers(hostname, Number(port))).toBe(true);
  const others = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'));
  for (const { address } of others)
    expect({ address, answers: await answers(address, Number(port)) }).toEqual({ address, answers: false });
});

// An engine in a container has no processes here, and only Linux shows which process owns a socket. The test above
// covers these cases.
const visible = process.platform === 'linux' && process.env.SLUICE_TEST_FUNCTIONS === 'processes';

(visible ? test : test.skip)('a process that listens elsewhere would be seen', async () => {
  // Another loopback address, which only this machine can reach.
  const server = createServer().listen(0, '127.0.0.2');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(listenersOf([process.pid])).toContainEqual({ protocol: 'tcp', address: '127.0.0.2', port });
  server.close();
});

(visible ? test : test.skip)(
  'no process of the engine or of a running function listens elsewhere',
  async () => {
    const workflow = await openWorkflow();
    const place = placeOf(ROOT);
    const { engine } = await chooseEngine(place);
    const marker = `ENGINE_OF_SLUICE=${engine.name}-${checkoutId(place)}`;
    const seen = new Map<string, string>();
    let settled = false;
    const job = workflow.run('listen.json', '[{"id":1}]').finally(() => {
      settled = true;
    });
    do {
      for (const { protocol, address, port } of listenersOf(await processesMarked(marker)))
        seen.set(`${protocol} ${address}:${port}`, address);
      await pause(50);
    } while (!settled);
    await job;
    expect(seen.size).toBeGreaterThan(0);
    for (const address of seen.values()) expect(['127.0.0.1', '::1']).toContain(address);
  },
);
