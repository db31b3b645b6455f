import type { Lab } from './lab/lab';

/** A behaviour of AWS that this workflow depends on. */
export interface Probe {
  /** The row of the page. Unique together with the name of its service. */
  readonly name: string;
  /** What AWS does, in the words that `run` returns for the same behaviour. */
  readonly aws: string;
  /** The AWS page that states it. */
  readonly address: string;
  /**
   * Observes what the stage does, and describes it in a few words that are the same each time.
   * @throws when the probe could not run; a difference from AWS is not an error
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

/** Returns the name of the error with which a call is refused, or `accepted`. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    const { name, $metadata: metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    // No answer is not a refusal: the engine is not running.
    if (!metadata?.httpStatusCode) throw error;
    return name;
  }
}

/** Returns the HTTP status of a call's answer. */
export async function statusOf(call: Promise<{ $metadata: { httpStatusCode?: number } }>): Promise<string> {
  const answer = await call.catch((error: { $metadata?: { httpStatusCode?: number } }) => {
    if (error.$metadata?.httpStatusCode) return { $metadata: error.$metadata };
    throw error;
  });
  return String(answer.$metadata.httpStatusCode);
}
