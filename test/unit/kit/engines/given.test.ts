import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { chooseEngine, placeOf } from '../../../../kit/engines/choose';

function serve(body: string): Promise<{ address: string; close: () => void }> {
  const server = http.createServer((_, response) => response.end(body));
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ address: `http://127.0.0.1:${port}`, close: () => server.close() });
    }),
  );
}

const engineAt = async (address: string) =>
  (await chooseEngine(placeOf(process.cwd(), { ENGINE: address }))).engine;

test('ENGINE may be the address of an engine that this checkout did not start', async () => {
  const { address, close } = await serve('{"services":{},"version":"4.14.0"}');
  const engine = await engineAt(`${address}/`);
  expect(await engine.start(() => {})).toEqual({ endpoint: address, version: '4.14.0' });
  await engine.stop(() => {});
  expect(await engine.running()).toEqual({ endpoint: address, version: '4.14.0' });
  close();
});

test('an address where something else answers is not an engine', async () => {
  const { address, close } = await serve('hello');
  expect(await (await engineAt(address)).running()).toBeUndefined();
  close();
});
