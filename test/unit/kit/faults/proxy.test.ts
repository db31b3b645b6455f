import http, { type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { FaultControl } from '../../../../kit/faults/client';
import { FaultProxy } from '../../../../kit/faults/proxy';
import { parseRule, type RuleInput } from '../../../../kit/faults/rule';
import { serve } from '../engines/support/machine';

const BODY = 'x'.repeat(200_000);
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host`,
});
const BATCH = { ...signed('dynamodb'), 'x-amz-target': 'DynamoDB_20120810.BatchWriteItem' };

/** The calls that the engine of a test received. */
interface Got {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}
let got: Got[];
let proxy: FaultProxy;
const killed: unknown[] = [];

beforeEach(async () => {
  got = [];
  const port = await serve(async (request, response) => {
    const { method, url, headers } = request;
    got.push({ method, url, headers, body: (await buffer(request)).toString() });
    if (url?.startsWith('/broken')) response.writeHead(200, { 'content-length': 9 }).write('1');
    if (url?.startsWith('/broken')) return setImmediate(() => response.destroy());
    if (url === '/') return response.end(JSON.stringify({ UnprocessedItems: {}, ConsumedCapacity: [] }));
    return response.writeHead(201, { 'x-mine': 'yes' }).end(method === 'PUT' ? '' : BODY);
  });
  const target = `http://127.0.0.1:${port}`;
  proxy = await FaultProxy.listen({ target, kill: async (call) => killed.push(call) });
});
afterEach(() => proxy.close());

const set = (rule: RuleInput) => proxy.rules.add(parseRule(rule));

interface Said {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends one request by node:http, which shows what happens to the connection. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${proxy.endpoint}${path}`, { method, headers, agent: false }, (answer) => {
      buffer(answer).then(
        (all) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: all.toString() }),
        reject,
      );
    });
    request.on('error', reject).end(body);
  });
}

describe('A call that no rule hits', () => {
  test('is passed through unchanged, and so is its answer', async () => {
    const answer = await ask('POST', '/b/k%20+?x=%2F', { 'x-its': 'own' }, BODY);
    expect(got).toMatchObject([
      { method: 'POST', url: '/b/k%20+?x=%2F', headers: { 'x-its': 'own' }, body: BODY },
    ]);
    expect(answer).toMatchObject({ status: 201, headers: { 'x-mine': 'yes' }, body: BODY });
  });

  test('keeps the length in the answer to a HEAD', async () => {
    const answer = await ask('HEAD', '/b/k');
    expect(answer).toMatchObject({ status: 201, body: '' });
  });

  test('breaks when the engine closes the connection', async () => {
    await expect(ask('GET', '/broken')).rejects.toMatchObject({ code: 'ECONNRESET' });
    const unreachable = await FaultProxy.listen({ target: 'http://127.0.0.1:1' });
    await expect(fetch(unreachable.endpoint)).rejects.toThrow('fetch failed');
    await unreachable.close();
  });
});

describe('A call that a rule hits', () => {
  test.each([
    ['SlowDown', 's3', 503, '<Code>SlowDown</Code>'],
    ['InternalError', 's3', 500, '<Code>InternalError</Code>'],
    ['ThrottlingException', 'dynamodb', 400, '#ThrottlingException"'],
    ['ProvisionedThroughputExceededException', 'dynamodb', 400, '#ProvisionedThroughputExceededException"'],
    ['InternalServerError', 'dynamodb', 500, '#InternalServerError"'],
    ['TooManyRequestsException', 'lambda', 429, '"TooManyRequestsException"'],
  ] as const)(
    'is answered with %s of %s, and does not reach the engine',
    async (fault, service, status, text) => {
      set({ fault });
      const answer = await ask('PUT', '/b/k', signed(service), BODY);
      expect(answer.status).toBe(status);
      expect(answer.body).toContain(text);
      expect(got).toEqual([]);
    },
  );

  test('is reset, and does not reach the engine', async () => {
    set({ fault: 'reset' });
    await expect(ask('POST', '/b/k', {}, BODY)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(got).toEqual([]);
  });

  test('is cut: the engine does it, and half of the announced answer arrives', async () => {
    set({ fault: 'cut' });
    const { length, received } = await new Promise<{ length: number; received: number }>(
      (resolve, reject) => {
        http.get(`${proxy.endpoint}/b/k`, { agent: false }, (answer) => {
          let bytes = 0;
          answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
          answer.on('error', () =>
            resolve({ length: Number(answer.headers['content-length']), received: bytes }),
          );
          answer.on('end', () => reject(new Error('the answer was whole')));
        });
      },
    );
    expect({ length, received }).toEqual({ length: BODY.length, received: BODY.length / 2 });
    expect(got).toHaveLength(1);
  });

  test('is cut: the engine does it, and an empty answer does not arrive', async () => {
    set({ fault: 'cut' });
    await expect(ask('PUT', '/b/k', {}, 'x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(got).toMatchObject([{ method: 'PUT', body: 'x' }]);
  });

  test('is delayed, and then passed through', async () => {
    set({ fault: 'delay', ms: 200 });
    const began = Date.now();
    expect(await ask('POST', '/b/k', {}, BODY)).toMatchObject({ status: 201, body: BODY });
    expect(Date.now() - began).toBeGreaterThanOrEqual(199);
    expect(got).toMatchObject([{ body: BODY }]);
  });

  test('is delayed, and dropped when its caller has hung up by then', async () => {
    const { id } = set({ fault: 'delay', ms: 300 });
    const control = new FaultControl(proxy.endpoint);
    const request = http
      .request(`${proxy.endpoint}/b/k`, { method: 'PUT', agent: false })
      .on('error', () => {});
    request.end(BODY);
    await control.waitForHits(id, 1);
    request.destroy();
    // The second delay begins after the first and so ends after it.
    await ask('GET', '/b/later', signed('s3'));
    expect(got.map(({ url }) => url)).toEqual(['/b/later']);
  });

  test('is killed: its function ends, and the call does not reach the engine', async () => {
    set({ fault: 'kill' });
    await expect(ask('PUT', '/b/k', { 'user-agent': 'x app/local-load' }, BODY)).rejects.toThrow();
    expect(killed).toMatchObject([{ stage: 'local', function: 'load' }]);
    expect(got).toEqual([]);
  });
});

describe('A batch of writes with items held back', () => {
  const requests = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ PutRequest: { Item: { n: { N: `${n}` } } } }));
  const write = (count: number) =>
    ask('POST', '/', BATCH, JSON.stringify({ RequestItems: { t: requests(count) } }));

  test('reaches the engine without these items, which are answered as unprocessed', async () => {
    set({ fault: 'unprocessed', items: 3 });
    const { status, body } = await write(10);
    expect(status).toBe(200);
    expect(JSON.parse(got[0]?.body ?? '')).toEqual({ RequestItems: { t: requests(10).slice(0, 7) } });
    expect(JSON.parse(body)).toEqual({
      UnprocessedItems: { t: requests(10).slice(7) },
      ConsumedCapacity: [],
    });
  });

  test.each([
    [undefined, 25, 12],
    [undefined, 2, 1],
    [99, 25, 1],
  ])('with items %s, of %s requests %s pass', async (items, count, kept) => {
    set({ fault: 'unprocessed', ...(items && { items }) });
    const { body } = await write(count);
    expect(JSON.parse(got[0]?.body ?? '').RequestItems.t).toHaveLength(kept);
    expect(JSON.parse(body).UnprocessedItems.t).toHaveLength(count - kept);
  });

  test('is refused when it has only one request', async () => {
    set({ fault: 'unprocessed' });
    expect(await write(1)).toMatchObject({
      status: 400,
      body: expect.stringContaining('ProvisionedThroughputExceededException'),
    });
    expect(got).toEqual([]);
  });
});

describe('The control', () => {
  const control = () => new FaultControl(proxy.endpoint);

  test('sets, counts and clears rules over HTTP', async () => {
    const first = await control().set({ fault: 'reset', times: 1 });
    const second = await control().set({ fault: 'SlowDown' });
    await expect(ask('GET', '/b/k')).rejects.toThrow();
    await control().waitForHits(first.id, 1);
    expect(await control().hits(first.id)).toBe(1);
    expect(await control().hits(second.id)).toBe(0);
    await control().clear(first.id);
    expect((await control().state()).rules.map(({ id }) => id)).toEqual([second.id]);
    await control().clear();
    expect((await control().state()).rules).toEqual([]);
  });

  test('refuses a bad rule with its code', async () => {
    await expect(control().set({ fault: 'SlowDwn' as 'SlowDown' })).rejects.toMatchObject({
      code: 'BAD_FAULT',
    });
    const answer = await ask('POST', '/_faults/rules', { 'content-type': 'application/json' }, 'no JSON');
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('BAD_FAULT') });
  });

  test('reports the calls it has seen when the hits do not occur', async () => {
    const { id } = await control().set({ fault: 'reset' });
    await expect(control().waitForHits(id, 1, 100)).rejects.toMatchObject({
      code: 'FAULT_NOT_HIT',
      message: expect.stringContaining('"hits":0'),
    });
  });

  test('has one path, which never reaches the engine', async () => {
    expect(await ask('GET', '/_faults/other')).toMatchObject({ status: 404 });
    expect(got).toEqual([]);
  });

  test('listens only on 127.0.0.1', () => {
    expect(proxy.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
