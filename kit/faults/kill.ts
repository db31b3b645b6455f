import type { Engine, Worker } from '../engines/engine';
import { KitError } from '../errors';

/** Ends workers with SIGKILL while they work, and returns how many had not already ended. */
export async function killAll(workers: readonly Worker[]): Promise<number> {
  const killed = await Promise.all(workers.map((worker) => worker.kill()));
  return killed.filter(Boolean).length;
}

/**
 * Ends a function's workers like {@link killAll}, by the function's full name.
 * @throws KitError `FUNCTIONS_ELSEWHERE`
 */
export async function killWorkers(engine: Engine, functionName: string): Promise<number> {
  return killAll(await workersOf(engine)(functionName));
}

/**
 * Returns the engine's way to find a function's workers.
 * @throws KitError `FUNCTIONS_ELSEWHERE` when the workers cannot be reached from here
 */
export function workersOf(engine: Engine): (functionName: string) => Promise<Worker[]> {
  if (engine.workers) return engine.workers.bind(engine);
  throw new KitError('FUNCTIONS_ELSEWHERE', { engine: engine.name });
}
