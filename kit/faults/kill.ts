import type { Engine, Worker } from '../engines/engine';
import { KitError } from '../errors';

/** Ends workers by SIGKILL, in the middle of what they do, and returns how many had not ended already. */
export async function killAll(workers: readonly Worker[]): Promise<number> {
  const killed = await Promise.all(workers.map((worker) => worker.kill()));
  return killed.filter(Boolean).length;
}

/** As {@link killAll}, of a function by its whole name. @throws KitError `FUNCTIONS_ELSEWHERE` */
export async function killWorkers(engine: Engine, functionName: string): Promise<number> {
  return killAll(await workersOf(engine)(functionName));
}

/** How the engine finds a function's workers. @throws KitError `FUNCTIONS_ELSEWHERE` when they cannot be reached from here */
export function workersOf(engine: Engine): (functionName: string) => Promise<Worker[]> {
  if (engine.workers) return engine.workers.bind(engine);
  throw new KitError('FUNCTIONS_ELSEWHERE', { engine: engine.name });
}
