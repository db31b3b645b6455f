import type { Lab } from './lab/lab';

/** A behaviour of AWS that this workflow depends on. */
export interface Probe {
  /** The row of the page; with its service's name, unique. */
  readonly name: string;
  /** What AWS does, in the few words that `run` answers when it sees just that. */
  readonly aws: string;
  /** The page of AWS that says so. */
  readonly address: string;
  /**
   * Observes what the stage does, and returns it in a few words that are the same each time.
   * @throws when the probe could not look; an answer that differs from AWS is not an error
   */
  readonly run: (lab: Lab) => Promise<string>;
}

/** Probes of one service, in the page's order. */
export interface Service {
  readonly name: string;
  readonly probes: readonly Probe[];
}

/** A probe's key in the results. */
export function keyOf(service: Service, probe: Probe): string {
  return `${service.name}: ${probe.name}`;
}

/** The name of the error by which a call is refused, or `accepted`. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    const { name, $metadata: metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    // Without an answer there was no refusal: the engine is gone, or never was there.
    if (!metadata?.httpStatusCode) throw error;
    return name;
  }
}

/** The HTTP status with which a call is answered. */
export async function statusOf(call: Promise<{ $metadata: { httpStatusCode?: number } }>): Promise<string> {
  const answer = await call.catch((error: { $metadata?: { httpStatusCode?: number } }) => {
    if (error.$metadata?.httpStatusCode) return { $metadata: error.$metadata };
    throw error;
  });
  return String(answer.$metadata.httpStatusCode);
}
