import type { Engine } from '../engines/engine';
import { signal } from '../engines/process';
import { KitError } from '../errors';

/**
 * Sends SIGKILL to every process that runs a function, at work or idle, and returns how many there were: an invocation that
 * is under way ends in the middle, and the next one starts anew.
 * @param functionName its whole name, such as `sluice-local-extract`
 * @throws KitError `FUNCTIONS_ELSEWHERE`
 */
export async function killWorkers(engine: Engine, functionName: string): Promise<number> {
  const pids = await workersOf(engine)(functionName);
  return pids.filter((pid) => signal(pid, 'SIGKILL')).length;
}

/** The engine's way to its workers. @throws KitError `FUNCTIONS_ELSEWHERE` when they are no processes of this machine */
export function workersOf(engine: Engine): (functionName: string) => Promise<number[]> {
  if (engine.workers) return engine.workers.bind(engine);
  throw new KitError({
    code: 'FUNCTIONS_ELSEWHERE',
    message: `On ${engine.name} functions are no processes of this machine, as far as is known: in a container they reach no proxy on 127.0.0.1, and there is no process to kill.`,
    fix: 'make down, then ENGINE=ministack make up. With Docker, `docker ps` names the container of a function, and `docker kill` ends it.',
  });
}
