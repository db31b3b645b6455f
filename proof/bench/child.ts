import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { run } from '../../kit/engines/run';
import { ROOT } from '../../kit/session';
import { bundleOptions, type FunctionName } from '../../kit/stack/bundle';
import type { FunctionTaken, FunctionTask } from './processes/function';

/** The folder of a run's inputs, bundles and outputs, beside the engines' files. */
export const WORK = path.join(ROOT, '.sluice', 'bench');

const TIMEOUT_MS = 1_800_000;

/** The heap that localstack-host gives a 512 MB function; Lambda's own runtime is about as generous. */
const HEAP = '--max-old-space-size=460';

/** Bundles a function as for deployment, and returns the file. */
export async function bundled(name: FunctionName): Promise<string> {
  const outfile = path.join(WORK, `${name}.js`);
  await build({ ...bundleOptions(name), outfile });
  return outfile;
}

/** Calls a deployed function's handler in a separate process with the heap of a 512 MB function. */
export async function callFunction(
  endpoint: string,
  task: FunctionTask,
  settings: Readonly<Record<string, string>> = {},
): Promise<FunctionTaken> {
  return inProcess('function', task, {
    ...settings,
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'us-east-1', POWERTOOLS_LOG_LEVEL: 'ERROR' },
    ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    ...{ SLUICE_INPUT_BUCKET: 'input', SLUICE_CSV_BUCKET: 'csv', SLUICE_JOBS_QUEUE_URL: `${endpoint}/jobs` },
    ...{ SLUICE_RECORDS_TABLE: 'records', SLUICE_LEDGER_TABLE: 'ledger' },
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
}

/**
 * Runs a file of processes/ in a separate process, which shares neither memory nor compiled code.
 * @returns the last line of its output, parsed as JSON
 */
export async function inProcess<T>(name: string, task: unknown, env: NodeJS.ProcessEnv = {}): Promise<T> {
  mkdirSync(WORK, { recursive: true });
  const outfile = path.join(WORK, `${name}.process.js`);
  const options: BuildOptions = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
  };
  await build({
    ...options,
    entryPoints: [path.join(__dirname, 'processes', `${name}.ts`)],
    outfile,
    logLevel: 'error',
  });
  const { exitCode, output } = await run(process.execPath, [HEAP, outfile, JSON.stringify(task)], {
    cwd: WORK,
    env: { PATH: process.env.PATH, ...env },
    timeoutMs: TIMEOUT_MS,
  });
  if (exitCode !== 0) throw new Error(`${name} failed (${exitCode}):\n${output.slice(-2000)}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as T;
}
