import { KitError, type Problem } from '../errors';
import { engine, notRunning } from '../session';

/** Returns what the page says about an error, and what to do. Most errors of calls mean that the engine has ended. */
export async function problemOf(error: unknown): Promise<Problem> {
  const found = error instanceof KitError ? error : await troubleOfEngine().catch(() => undefined);
  const { code, message, fix } = found ?? { code: 'ERROR', message: String(error), fix: '' };
  return { code, message, fix };
}

async function troubleOfEngine(): Promise<KitError | undefined> {
  const { engine: chosen } = await engine();
  return (await chosen.running()) ? undefined : notRunning(chosen);
}
