import type { Runtime } from '@aws-sdk/client-lambda';
import { PAGES } from '../addresses';
import { type Invoked, invoke, makeFunction } from '../lab/functions';
import type { Lab } from '../lab/lab';
import type { Service } from '../probe';

const MEGABYTES = 400;

/** Counts what one environment was called; `how` is what a first call does. */
const COUNTING = (how: string) => `
  let calls = 0;
  export const handler = async (event) => {
    calls++;
    if (event.first) { ${how} }
    return { calls };
  };`;

function errorOf({ error, payload }: Invoked): string {
  return error ? `${payload.errorType}: ${payload.errorMessage}` : 'no error';
}

async function timeout(lab: Lab): Promise<string> {
  const name = await makeFunction(
    lab,
    'export const handler = () => new Promise((go) => setTimeout(go, 9e3));',
    {
      Timeout: 1,
    },
  );
  const said = errorOf(await invoke(lab, name));
  return /Task timed out after \d+\.\d\d seconds/.exec(said)?.[0] ?? said;
}

async function busyLoop(lab: Lab): Promise<string> {
  const name = await makeFunction(lab, 'export const handler = async () => { for (;;); };', { Timeout: 1 });
  return (await invoke(lab, name)).error ? 'it is ended' : 'it is not ended';
}

async function exit(lab: Lab): Promise<string> {
  const name = await makeFunction(lab, 'export const handler = async () => process.exit(3);');
  const { error, payload } = await invoke(lab, name);
  return error ? String(payload.errorType) : 'no error';
}

async function thrown(lab: Lab): Promise<string> {
  const source = "export const handler = async () => { throw new RangeError('on purpose'); };";
  return errorOf(await invoke(lab, await makeFunction(lab, source)));
}

async function initError(lab: Lab): Promise<string> {
  const source = "export const handler = async () => 'never'; throw new TypeError('before it began');";
  return errorOf(await invoke(lab, await makeFunction(lab, source)));
}

/** Whether the environment of a call that did `how` is used again. */
async function reuse(lab: Lab, how: string): Promise<string> {
  const name = await makeFunction(lab, COUNTING(how), { Timeout: 2 });
  await invoke(lab, name, { first: true });
  const { payload } = await invoke(lab, name);
  return payload.calls === 2 ? 'the environment is used again' : 'the code starts anew';
}

/** Of two runtimes that AWS has, one that this machine's Node.js is not: else an engine could be right by chance. */
async function runtime(lab: Lab): Promise<string> {
  const ours = process.versions.node.split('.')[0];
  const asked = ours === '22' ? '24' : '22';
  const handler = await makeFunction(
    lab,
    'export const handler = async () => ({ major: process.versions.node.split(".")[0] });',
    { Runtime: `nodejs${asked}.x` as Runtime },
  );
  const { payload } = await invoke(lab, handler);
  if (payload.major === asked) return 'it runs in that one';
  return payload.major === ours
    ? 'it runs in the Node.js of this machine'
    : `it runs in Node.js ${payload.major}`;
}

async function memory(lab: Lab, fill: string): Promise<string> {
  const source = `export const handler = async () => { const held = []; ${fill}; return { held: held.length }; };`;
  const name = await makeFunction(lab, source, { MemorySize: 128, Timeout: 60 });
  return (await invoke(lab, name)).error ? 'it is ended' : `it may use ${MEGABYTES} MB`;
}

const BUFFERS = `for (let i = 0; i < ${MEGABYTES}; i++) held.push(Buffer.alloc(1048576, 1))`;
// Eight bytes a number.
const HEAP = `for (let i = 0; i < ${MEGABYTES}; i++) held.push(Array.from({ length: 131072 }, (_, n) => n + 0.5))`;

export const lambdaRun: Service = {
  name: 'A Lambda function',
  probes: [
    {
      name: 'with `Timeout` 1 that waits for longer',
      aws: 'Task timed out after 1.00 seconds',
      address: PAGES.environment,
      run: timeout,
    },
    {
      name: 'with `Timeout` 1 that never yields',
      aws: 'it is ended',
      address: PAGES.timeout,
      run: busyLoop,
    },
    {
      name: 'that ends its process: `errorType`',
      aws: 'Runtime.ExitError',
      address: PAGES.environment,
      run: exit,
    },
    { name: 'that throws', aws: 'RangeError: on purpose', address: PAGES.exceptions, run: thrown },
    {
      name: 'that throws while it is loaded',
      aws: 'TypeError: before it began',
      address: PAGES.environment,
      run: initError,
    },
    {
      name: 'after a call that threw',
      aws: 'the environment is used again',
      address: PAGES.environment,
      run: (lab) => reuse(lab, "throw new Error('on purpose')"),
    },
    {
      name: 'after a call that ended its process',
      aws: 'the code starts anew',
      address: PAGES.environment,
      run: (lab) => reuse(lab, 'process.exit(1)'),
    },
    {
      name: 'after a call that timed out',
      aws: 'the code starts anew',
      address: PAGES.environment,
      run: (lab) => reuse(lab, 'await new Promise((go) => setTimeout(go, 9e3))'),
    },
    {
      name: 'with a `Runtime` that is not the Node.js of this machine',
      aws: 'it runs in that one',
      address: PAGES.runtimes,
      run: runtime,
    },
    {
      name: `with 128 MB whose objects take ${MEGABYTES} MB`,
      aws: 'it is ended',
      address: PAGES.memory,
      run: (lab) => memory(lab, HEAP),
    },
    {
      name: `with 128 MB whose buffers take ${MEGABYTES} MB`,
      aws: 'it is ended',
      address: PAGES.memory,
      run: (lab) => memory(lab, BUFFERS),
    },
  ],
};
