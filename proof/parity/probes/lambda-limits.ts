import type { Runtime } from '@aws-sdk/client-lambda';
import { PAGES } from '../addresses';
import { errorOf, invoke, makeFunction } from '../lab/functions';
import type { Lab } from '../lab/lab';
import type { Service } from '../probe';

const MEGABYTES = 400;

async function timeout(lab: Lab): Promise<string> {
  const handler = await makeFunction(
    lab,
    'export const handler = () => new Promise((go) => setTimeout(go, 9e3));',
    {
      Timeout: 1,
    },
  );
  const said = errorOf(await invoke(lab, handler));
  return /Task timed out after \d+\.\d\d seconds/.exec(said)?.[0] ?? said;
}

async function busyLoop(lab: Lab): Promise<string> {
  const handler = await makeFunction(lab, 'export const handler = async () => { for (;;); };', {
    Timeout: 1,
  });
  return (await invoke(lab, handler)).error ? 'it is ended' : 'it is not ended';
}

/** Returns an AWS runtime that differs from this machine's Node.js; otherwise an engine could be right by chance. */
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
  const handler = await makeFunction(lab, source, { MemorySize: 128, Timeout: 60 });
  return (await invoke(lab, handler)).error ? 'it is ended' : `it may use ${MEGABYTES} MB`;
}

const BUFFERS = `for (let i = 0; i < ${MEGABYTES}; i++) held.push(Buffer.alloc(1048576, 1))`;
// Eight bytes per number.
const HEAP = `for (let i = 0; i < ${MEGABYTES}; i++) held.push(Array.from({ length: 131072 }, (_, n) => n + 0.5))`;

export const lambdaLimits: Service = {
  name: 'The settings of a Lambda function',
  probes: [
    {
      name: '`Timeout` 1 of a function that waits for longer',
      aws: 'Task timed out after 1.00 seconds',
      address: PAGES.environment,
      run: timeout,
    },
    {
      name: '`Timeout` 1 of a function that never yields',
      aws: 'it is ended',
      address: PAGES.timeout,
      run: busyLoop,
    },
    {
      name: '`Runtime` that is not the Node.js of this machine',
      aws: 'it runs in that one',
      address: PAGES.runtimes,
      run: runtime,
    },
    {
      name: `128 MB for a function whose objects take ${MEGABYTES} MB`,
      aws: 'it is ended',
      address: PAGES.memory,
      run: (lab) => memory(lab, HEAP),
    },
    {
      name: `128 MB for a function whose buffers take ${MEGABYTES} MB`,
      aws: 'it is ended',
      address: PAGES.memory,
      run: (lab) => memory(lab, BUFFERS),
    },
  ],
};
