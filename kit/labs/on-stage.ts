import type { Engine, Report } from '../engines/engine';
import { GivenEngine } from '../engines/given';
import { KitError } from '../errors';
import { clearFaults } from '../faults/faults';
import { type Chosen, engine, openSession, type Session } from '../session';
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

/**
 * Returns the engine for a lab: the one that ENGINE names, the one that is running, or one on which the lab is proven.
 * @throws KitError `LAB_ENGINE` when the lab is not proven on it
 */
export async function engineFor(lab: Lab): Promise<Chosen> {
  const chosen = await engine(lab.engines);
  const refused = refusal(lab, chosen.engine);
  if (refused) throw refused;
  return chosen;
}

/** Returns KitError `LAB_ENGINE` when a lab is not proven on an engine; otherwise undefined. */
export function refusal(
  { number, engines }: Pick<Lab, 'number' | 'engines'>,
  engine: Engine,
): KitError | undefined {
  const { name } = engine;
  // An engine that somebody else runs does not say which one it is.
  if (engine instanceof GivenEngine || engines.includes(name)) return undefined;
  const asked = process.env.ENGINE || 'auto';
  return new KitError('LAB_ENGINE', {
    ...{ number, engine: name, engines: engines.join(', '), first: engines[0] ?? '' },
    without: asked === 'auto' ? '' : ' without ENGINE',
  });
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
