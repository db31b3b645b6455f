import { DeleteFunctionCommand, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { checkoutId } from '../../kit/engines/checkout';
import { chooseEngine, placeOf } from '../../kit/engines/choose';
import { processesMarked } from '../../kit/engines/process';
import { proxyOf } from '../../kit/faults/faults';
import { ROOT } from '../../kit/session';
import { type Answer, ask } from '../support/attack';
import { listenersOf } from '../support/sockets';
import { openTestStage, uniqueName } from '../support/stack';

const ENDPOINT = process.env.SLUICE_TEST_ENDPOINT as string;
// An engine that this checkout did not start does not have its guard.
const OURS = process.env.SLUICE_TEST_FUNCTIONS !== 'elsewhere';
const PROCESSES = process.env.SLUICE_TEST_FUNCTIONS === 'processes';
const FUNCTIONS = '/2015-03-31/functions';
const RULES = '/_faults/rules';

const ATTACKS = [
  ['under its own name, which resolves to this machine', { host: 'evil.example:4566' }],
  ['as another origin', { origin: 'https://evil.example' }],
  ['as another port of this machine', { origin: 'http://localhost:1' }],
  ['by a form in a frame without an origin', { origin: 'null' }],
  ['by a link or an image', { 'sec-fetch-site': 'cross-site' }],
  [
    'to a name for which browsers send no such header',
    { host: 'localhost.localstack.cloud', 'user-agent': 'Mozilla/5.0' },
  ],
] as const;

/** Sends what a page could send: unsigned text, for which a browser needs no permission. */
const functionCalled = (FunctionName: string) =>
  JSON.stringify({
    FunctionName,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::000000000000:role/any',
    Code: {
      ZipFile: Buffer.from(
        zipSync({ 'index.js': strToU8("exports.handler = async () => 'it ran'") }),
      ).toString('base64'),
    },
  });
const create = (name: string, headers = {}) =>
  ask(ENDPOINT, 'POST', FUNCTIONS, headers, functionCalled(name));
const invoke = (name: string, headers = {}) =>
  ask(ENDPOINT, 'POST', `${FUNCTIONS}/${name}/invocations`, headers, '{}');

/** Invokes the function as soon as it is active. */
async function invokeWhenActive(name: string): Promise<Answer> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await invoke(name);
    if (answer.status === 200 || Date.now() > deadline) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function remove(name: string): Promise<void> {
  const { aws } = await openTestStage();
  await aws.lambda.send(new DeleteFunctionCommand({ FunctionName: name })).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  });
}

(OURS ? describe : describe.skip)('A web page that is open in a browser', () => {
  const name = uniqueName('page');
  afterAll(() => remove(name));

  test.each(ATTACKS)('creates no function %s', async (_, headers) => {
    expect(await create(name, headers)).toMatchObject({
      status: 403,
      body: expect.stringContaining('CALLER_REFUSED'),
    });
    expect(await ask(ENDPOINT, 'GET', `${FUNCTIONS}/${name}`)).toMatchObject({ status: 404 });
  });

  test('invokes no function, although the same request from a program would', async () => {
    expect(await create(name)).toMatchObject({ status: 201 });
    expect(await invokeWhenActive(name)).toEqual({ status: 200, body: '"it ran"' });
    for (const [, headers] of ATTACKS) expect(await invoke(name, headers)).toMatchObject({ status: 403 });
  });

  test('sets no fault, and reaches nothing through the proxy', async () => {
    const place = placeOf(ROOT);
    const { engine } = await chooseEngine(place);
    const { endpoint } = await proxyOf(engine, place).start(ENDPOINT, () => {});
    const rule = JSON.stringify({ fault: 'kill', stage: name });
    for (const [, headers] of ATTACKS) {
      expect(await ask(endpoint, 'POST', RULES, headers, rule)).toMatchObject({ status: 403 });
      expect(await ask(endpoint, 'GET', FUNCTIONS, headers)).toMatchObject({ status: 403 });
    }
    const { status, body } = await ask(endpoint, 'GET', RULES);
    expect(status).toBe(200);
    expect(body).not.toContain(name);
    expect(await ask(endpoint, 'GET', `${FUNCTIONS}/`)).toMatchObject({ status: 200 });
  });

  // Only Linux shows which process owns a socket. The tests above cover both published ports of an engine in containers.
  (process.platform === 'linux' && PROCESSES ? test : test.skip)(
    'is refused on every port of the engine',
    async () => {
      const place = placeOf(ROOT);
      const { engine } = await chooseEngine(place);
      const marked = (program: string) => processesMarked(`ENGINE_OF_SLUICE=${program}-${checkoutId(place)}`);
      const pids = [...(await marked(engine.name)), ...(await marked('faults'))];
      const ports = new Set(listenersOf(pids).map(({ port }) => port));
      // LocalStack's DynamoDB is a separate server, and the test above has just started the proxy.
      expect(ports.size).toBeGreaterThanOrEqual(engine.name === 'localstack-host' ? 3 : 2);
      for (const port of ports) {
        for (const [, headers] of ATTACKS) {
          const { status } = await ask(`http://127.0.0.1:${port}`, 'POST', '/', headers, '{}');
          expect({ port, headers, status }).toEqual({ port, headers, status: 403 });
        }
      }
    },
  );
});
