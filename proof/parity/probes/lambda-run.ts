import { PAGES } from '../addresses';
import { errorOf, invoke, makeFunction } from '../lab/functions';
import type { Lab } from '../lab/lab';
import type { Service } from '../probe';

/** Counts the calls of one environment. `how` is what the first call does. */
const COUNTING = (how: string) => `
  let calls = 0;
  export const handler = async (event) => {
    calls++;
    if (event.first) { ${how} }
    return { calls };
  };`;

async function exit(lab: Lab): Promise<string> {
  const handler = await makeFunction(lab, 'export const handler = async () => process.exit(3);');
  const { error, payload } = await invoke(lab, handler);
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

/** Returns whether the environment of a call that did `how` is used again. */
async function reuse(lab: Lab, how: string, Timeout = 10): Promise<string> {
  const handler = await makeFunction(lab, COUNTING(how), { Timeout });
  await invoke(lab, handler, { first: true });
  const { payload } = await invoke(lab, handler);
  return payload.calls === 2 ? 'the environment is used again' : 'the code starts again';
}

export const lambdaRun: Service = {
  name: 'A Lambda function',
  probes: [
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
      aws: 'the code starts again',
      address: PAGES.environment,
      run: (lab) => reuse(lab, 'process.exit(1)'),
    },
    {
      name: 'after a call that timed out',
      aws: 'the code starts again',
      address: PAGES.environment,
      run: (lab) => reuse(lab, 'await new Promise((go) => setTimeout(go, 9e3))', 2),
    },
  ],
};
