import { performance } from 'node:perf_hooks';

/** The task of a process: loads a function's bundle and calls its handler once for each event. */
export interface FunctionTask {
  readonly bundle: string;
  /** Events that only warm the function up and are not counted. */
  readonly before: readonly unknown[];
  readonly events: readonly unknown[];
}

/** The time and memory of the task. Times are in ms. */
export interface FunctionTaken {
  /** From the start to a handler, which Lambda calls Init Duration. */
  readonly initMs: number;
  readonly firstMs: number;
  /** The time of all counted events: elapsed time and processor time. */
  readonly wallMs: number;
  readonly processorMs: number;
  /** The peak memory of the process, in MiB. */
  readonly peakMiB: number;
}

const DAY_MS = 86_400_000;

async function main({ bundle, before, events }: FunctionTask): Promise<FunctionTaken> {
  const start = performance.now();
  const { handler } = require(bundle) as { handler(event: unknown, context: unknown): Promise<unknown> };
  const initMs = performance.now() - start;
  const context = {
    ...{ awsRequestId: 'bench', functionName: 'bench', invokedFunctionArn: 'bench', memoryLimitInMB: '512' },
    getRemainingTimeInMillis: () => DAY_MS,
  };
  let firstMs: number | undefined;
  const call = async (event: unknown) => {
    const called = performance.now();
    const answer = (await handler(event, context)) as { batchItemFailures?: unknown[] } | undefined;
    if (answer?.batchItemFailures?.length) throw new Error('the function failed');
    firstMs ??= performance.now() - called;
  };
  for (const event of before) await call(event);
  const [clock, processor] = [performance.now(), process.cpuUsage()];
  for (const event of events) await call(event);
  const wallMs = performance.now() - clock;
  const { user, system } = process.cpuUsage(processor);
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return { initMs, firstMs: firstMs ?? 0, wallMs, processorMs: (user + system) / 1000, peakMiB };
}

main(JSON.parse(process.argv[2] ?? '')).then(
  (taken) => process.stdout.write(`\n${JSON.stringify(taken)}\n`, () => process.exit()),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => process.exit(1));
  },
);
