import type { Report } from '../engines/engine';
import { GivenEngine } from '../engines/given';
import { KitError } from '../errors';
import { clearFaults } from '../faults/faults';
import { engine, openSession, type Session } from '../session';
import { stageOf } from '../stack/stage';
import { empty } from '../workflow/empty';
import { Flow } from './flow';
import type { Lab } from './labs';
import { redeploy } from './redeploy';

/** The stage of the labs. */
export const LAB_STAGE = 'local-lab';

/** Opens the stage of the labs. @throws KitError as {@link openSession} */
export function openLabStage(): Promise<Session> {
  return openSession(stageOf({ STAGE: LAB_STAGE }));
}

/** Refuses an engine on which the lab has not been proven. @throws KitError `LAB_ENGINE` */
export async function requireEngine({ number, engines }: Lab): Promise<void> {
  const { engine: chosen } = await engine();
  const { name } = chosen;
  // An engine that somebody else runs does not say which one it is.
  if (chosen instanceof GivenEngine || engines.includes(name)) return;
  const first = engines[0] ?? '';
  throw new KitError('LAB_ENGINE', { number, engine: name, engines: engines.join(', '), first });
}

/**
 * Makes the stage run what the files say now, clears its faults, empties it, and looks at it.
 * @throws KitError `LAB_DID_NOT_RUN` when looking fails, which says nothing about the learner's code
 */
export async function onStage<T>(
  session: Session,
  report: Report,
  look: (flow: Flow) => Promise<T>,
): Promise<T> {
  try {
    const stack = await redeploy(session, report);
    await clearFaults({ ...session, stack });
    await empty(stack, session.aws, () => {});
    const flow = new Flow({ ...session, stack }, report);
    try {
      return await look(flow);
    } finally {
      await flow.close();
    }
  } catch (cause) {
    if (cause instanceof KitError) throw cause;
    throw new KitError('LAB_DID_NOT_RUN', { reason: (cause as Error).message }, cause);
  }
}
