import { setTimeout as sleep } from 'node:timers/promises';
import { type Choice, chooseEngine, placeOf } from './engines/choose';
import type { Engine, Place, Running } from './engines/engine';
import { GivenEngine } from './engines/given';
import { KitError } from './errors';
import { ROOT } from './root';
import { type Clients, clients } from './stack/clients';
import { credentialsOf } from './stack/credentials';
import { findStack, type Stack } from './stack/stack';
import { type Stage, stageEnvironment, stageOf } from './stack/stage';

export { ROOT };

/** How long a command waits for an engine that does not answer. */
const PATIENCE_MS = 10_000;

/** A reachable stage, and how to reach it. */
export interface Session {
  readonly stage: Stage;
  readonly endpoint: string | undefined;
  readonly aws: Clients;
}

/** The engine that was chosen, why, and where it is. */
export type Chosen = Choice & { readonly place: Place };

/** Returns the engine of this checkout that ENGINE chooses. @param among see {@link chooseEngine} */
export async function engine(among?: readonly string[]): Promise<Chosen> {
  const place = placeOf(ROOT);
  return { ...(await chooseEngine(place, among)), place };
}

/**
 * Opens a stage, by default the one that STAGE names. Replaces the process's environment with the stage's, so that no
 * later call from an offline stage can reach a real account by mistake.
 * @throws KitError one of {@link notRunning} when the stage's engine is not up; `NO_CREDENTIALS` or `LOGIN_NEEDED` when
 *   a stage in AWS has no credentials
 */
export async function openSession(stage = stageOf(process.env)): Promise<Session> {
  if (!stage.offline) {
    const session = enter(stage, undefined);
    await credentialsOf(stage);
    return session;
  }
  const { engine: chosen } = await engine();
  const running = (await chosen.running()) ?? (await answerOf(chosen));
  if (running) return enter(stage, running.endpoint);
  throw await notRunning(chosen);
}

/** Waits up to ten seconds for the answer of an engine that is present: on a busy machine, it may take a while. */
export async function answerOf(chosen: Engine): Promise<Running | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && (await chosen.present())) {
    const running = await chosen.running();
    if (running) return running;
    await sleep(200);
  }
  return undefined;
}

/**
 * Returns why an engine does not run: KitError `NO_ENGINE_THERE` when ENGINE gives its address, `ENGINE_SILENT` when
 * the engine is present but does not answer, otherwise `NOT_RUNNING`.
 */
export async function notRunning(chosen: Engine): Promise<KitError> {
  if (chosen instanceof GivenEngine) return chosen.absent();
  const present = await chosen.present();
  if (!present) return new KitError('NOT_RUNNING');
  const which = present.pid ? `process ${present.pid}, port ${present.port}` : `port ${present.port}`;
  const details = ': it hangs, or it is starting or busy.';
  return new KitError('ENGINE_SILENT', { engine: `${chosen.name} (${which})`, details });
}

export function enter(stage: Stage, endpoint: string | undefined): Session {
  const env = stageEnvironment(stage, endpoint, process.env);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  return { stage, endpoint, aws: clients() };
}

/** Opens the session together with its deployed stack, which most commands need. */
export async function openStack(): Promise<Session & { stack: Stack }> {
  const session = await openSession();
  return { ...session, stack: await findStack(session.stage, session.aws) };
}
