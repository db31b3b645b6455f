import { closest } from 'fastest-levenshtein';
import { KitError } from '../errors';
import type { Engine, Place } from './engine';
import { LocalStack } from './localstack/localstack';
import { MiniStack } from './ministack/ministack';
import { portFrom } from './port';

/** Every engine, the most faithful first; the last is the one for a machine that has nothing. */
const ENGINES: readonly (new (place: Place) => Engine)[] = [LocalStack, MiniStack];

export interface Choice {
  engine: Engine;
  /** A clause that ends "<engine>, because …". */
  why: string;
}

/** Where the engines of this checkout are and listen, from SLUICE_PORT. Throws KitError `BAD_PORT`. */
export function placeOf(root: string, env: NodeJS.ProcessEnv = process.env): Place {
  return { root, env, port: portFrom(env) };
}

/** All engines of this checkout, for `make down`, `make clean` and `make doctor`. */
export function allEngines(place: Place): Engine[] {
  return ENGINES.map((Kind) => new Kind(place));
}

/**
 * The engine that ENGINE names; for `auto` or none, this checkout's running engine, else the first that
 * this machine can start. Throws KitError `UNKNOWN_ENGINE`.
 */
export async function chooseEngine(place: Place): Promise<Choice> {
  const engines = allEngines(place);
  const asked = place.env.ENGINE || 'auto';
  if (asked !== 'auto') {
    const engine = engines.find(({ name }) => name === asked);
    if (!engine) throw unknownEngine(asked, ['auto', ...engines.map(({ name }) => name)]);
    return { engine, why: `ENGINE=${asked} says so` };
  }
  // All at once: a Docker daemon that hangs costs its two seconds one time.
  const states = await Promise.all(
    engines.map(async (engine) => {
      const [running, [problem]] = await Promise.all([engine.running(), engine.problems()]);
      return { engine, running, problem };
    }),
  );
  const running = states.find((state) => state.running);
  if (running) return { engine: running.engine, why: 'it is running already' };

  const reasons: string[] = [];
  for (const { engine, problem } of states) {
    if (!problem) return { engine, why: reasons.join(' ') || 'a Docker daemon answers' };
    reasons.push(problem.message);
  }
  return { engine: engines.at(-1) as Engine, why: `it needs the least, though: ${reasons.join(' ')}` };
}

function unknownEngine(asked: string, names: string[]): KitError {
  return new KitError({
    code: 'UNKNOWN_ENGINE',
    message: `There is no engine "${asked}". Did you mean ENGINE=${closest(asked.toLowerCase(), names)}?`,
    fix: `ENGINE is one of ${names.join(', ')}.`,
  });
}
