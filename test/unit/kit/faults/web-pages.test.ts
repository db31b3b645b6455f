import http from 'node:http';
import { FaultProxy, type ProxyOptions } from '../../../../kit/faults/proxy';
import { serve } from '../engines/support/machine';

const RULE = JSON.stringify({ fault: 'kill' });
const PAGE = { origin: 'https://evil.example', 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' };

let calls: string[];
let proxy: FaultProxy;
afterEach(() => proxy.close());

/** A proxy in front of an engine that records its calls. */
async function listen(callers: Pick<ProxyOptions, 'allowedOrigin' | 'serviceName'> = {}): Promise<void> {
  calls = [];
  const port = await serve((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end();
  });
  proxy = await FaultProxy.listen({ target: `http://127.0.0.1:${port}`, ...callers });
}

/** Returns the status of an answer. Uses node:http, which can send any Host. */
function ask(method: string, path: string, headers: Record<string, string>, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${proxy.endpoint}${path}`, { method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    request.on('error', reject).end(body);
  });
}

test.each([
  ['under its own name, which resolves to this machine', { host: 'evil.example:4566' }],
  ['as another origin', { origin: PAGE.origin, 'content-type': 'text/plain' }],
  ['by a link or an image', { 'sec-fetch-site': 'cross-site' }],
])('a web page sets no fault and reaches no engine %s', async (_, headers) => {
  await listen();
  expect(await ask('POST', '/_faults/rules', headers, RULE)).toBe(403);
  expect(await ask('PUT', '/bucket/key', headers, 'x')).toBe(403);
  expect([proxy.rules.list(), calls]).toEqual([[], []]);
});

test('the page that SLUICE_ALLOW_ORIGIN names is answered, and the engine answers its preflight', async () => {
  await listen({ allowedOrigin: PAGE.origin });
  expect(await ask('OPTIONS', '/bucket/key', PAGE)).toBe(200);
  expect(await ask('PUT', '/bucket/key', PAGE, 'x')).toBe(200);
  expect(await ask('POST', '/_faults/rules', PAGE, RULE)).toBe(415);
  const json = { ...PAGE, 'content-type': 'application/json' };
  expect(await ask('POST', '/_faults/rules', json, RULE)).toBe(201);
  expect(calls).toEqual(['OPTIONS /bucket/key', 'PUT /bucket/key']);
});

test('a Compose service’s name is a Host for calls to the engine, and not for setting faults', async () => {
  await listen({ serviceName: 'faults' });
  const headers = { host: 'faults:4566' };
  expect(await ask('PUT', '/bucket/key', headers, 'x')).toBe(200);
  expect(await ask('GET', '/_faults/rules', headers)).toBe(403);
});

test('without a Compose service, its name is not accepted as a Host', async () => {
  await listen();
  expect(await ask('PUT', '/bucket/key', { host: 'faults:4566' }, 'x')).toBe(403);
});
