import { closest } from 'fastest-levenshtein';
import { KitError } from '../errors';
import type { Engine, Place, Report, Running } from './engine';
import { addressIn, GivenEngine } from './given';
import { LocalStack } from './localstack/localstack';
import { LocalStackHost } from './localstack-host/localstack-host';
import { MiniStack } from './ministack/ministack';
import { portFrom, portTaken } from './port';

/** The engines that ENGINE=auto chooses from, most faithful first. The last one runs on a machine that has nothing. */
const AUTOMATIC: readonly (new (place: Place) => Engine)[] = [LocalStack, MiniStack];
/** All engines. The last needs what MiniStack needs and more, so it is used only on request. */
const ENGINES = [...AUTOMATIC, LocalStackHost];

export interface Choice {
  engine: Engine;
  /** A clause that completes "<engine>, because …". `./sluice doctor` says what keeps other engines from starting. */
  why: string;
}

/**
 * Returns where the engines of this checkout are and, from SLUICE_PORT, where they listen. Throws KitError `BAD_PORT`.
 */
export function placeOf(root: string, env: NodeJS.ProcessEnv = process.env): Place {
  return { root, env, port: portFrom(env) };
}

/** Returns all engines of this checkout, for `make down`, `make clean` and `./sluice doctor`. */
export function allEngines(place: Place): Engine[] {
  return ENGINES.map((Kind) => new Kind(place));
}

/**
 * Returns the engine whose name or address ENGINE gives. For `auto` or an empty ENGINE, returns this checkout's running
 * engine, otherwise one that is present but does not answer, otherwise the first that this machine can start. Throws
 * KitError `UNKNOWN_ENGINE`.
 * @param among the names of the engines that `auto` may start; all that it knows by default
 */
export async function chooseEngine(place: Place, among?: readonly string[]): Promise<Choice> {
  const engines = allEngines(place);
  const asked = place.env.ENGINE || 'auto';
  const address = addressIn(asked);
  if (address) return { engine: new GivenEngine(address), why: 'ENGINE gives its address' };
  if (asked !== 'auto') {
    const engine = engines.find(({ name }) => name === asked);
    if (!engine) throw unknownEngine(asked, ['auto', ...engines.map(({ name }) => name)]);
    return { engine, why: `ENGINE=${asked} says so` };
  }
  // In parallel: a Docker daemon that hangs costs its two seconds only once.
  const states = await Promise.all(
    engines.map(async (engine, index) => {
      const automatic = index < AUTOMATIC.length && (among?.includes(engine.name) ?? true);
      const problems = automatic ? engine.problems() : [];
      const [running, present, [problem]] = await Promise.all([engine.running(), engine.present(), problems]);
      return { engine, automatic, running, present, problem };
    }),
  );
  const running = states.find((state) => state.running);
  if (running) return { engine: running.engine, why: 'it is running already' };
  const present = states.find((state) => state.present);
  if (present) return { engine: present.engine, why: 'it is there, though it does not answer' };

  const startable = states.filter(({ automatic }) => automatic);
  let why = 'it needs no Docker';
  for (const { engine, problem } of startable) {
    if (problem) continue;
    if (!engine.missing) return { engine, why };
    const missing = await engine.missing();
    if (missing.length === 0) return { engine, why: 'a Docker daemon answers and has the images' };
    why = `the Docker daemon lacks ${missing.join(' and ')}; ENGINE=${engine.name} make install pulls ${missing.length > 1 ? 'them' : 'it'}`;
  }
  return { engine: startable.at(-1)?.engine ?? (engines[AUTOMATIC.length - 1] as Engine), why };
}

/**
 * Starts an engine as `engine.start` does. When another engine of this checkout has the port, the error names it,
 * because a different command stops it.
 */
export async function startChosen(engine: Engine, place: Place, report: Report): Promise<Running> {
  try {
    return await engine.start(report);
  } catch (error) {
    if (!(error instanceof KitError && error.code === 'PORT_TAKEN')) throw error;
    for (const other of allEngines(place)) {
      if ((await other.present())?.port !== place.port) continue;
      throw portTaken(place.port, `${other.name}, an engine of this checkout`, error);
    }
    throw error;
  }
}

function unknownEngine(asked: string, names: string[]): KitError {
  const nearest = closest(asked.toLowerCase(), names);
  return new KitError('UNKNOWN_ENGINE', { asked, nearest, engines: names.join(', ') });
}
