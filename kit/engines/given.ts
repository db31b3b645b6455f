import { KitError, type Problem } from '../errors';
import type { Engine, Report, Running } from './engine';
import { HEALTH_PATHS, versionOf, waitForAnswer } from './health';

const START_TIMEOUT_MS = 60_000;
/** How long it may take to answer. No other engine is looked for, so a busy one is given time. */
const ANSWER_MS = 10_000;

/**
 * An engine that this checkout did not start, such as a service container in CI: ENGINE is its address. It is used, but
 * never started or stopped.
 */
export class GivenEngine implements Engine {
  /** @param name the engine's address, such as `http://127.0.0.1:4566` */
  constructor(readonly name: string) {}

  async problems(): Promise<Problem[]> {
    return [];
  }

  async installed(): Promise<boolean> {
    return true;
  }

  async install(): Promise<void> {}

  /** Waits until the engine answers. @throws KitError `NO_ENGINE_THERE` when it does not within a minute */
  async start(report: Report): Promise<Running> {
    report(`Waiting for ${this.name}`);
    // MiniStack also answers at this path.
    await waitForAnswer(`${this.name}${HEALTH_PATHS.localstack}`, async () => false, START_TIMEOUT_MS);
    const running = await this.running();
    if (running) return running;
    throw this.absent();
  }

  absent(): KitError {
    return new KitError('NO_ENGINE_THERE', { address: this.name });
  }

  async running(): Promise<Running | undefined> {
    const version = await versionOf('localstack', this.name, ANSWER_MS);
    return version === undefined ? undefined : { endpoint: this.name, version };
  }

  /** Returns undefined: only the engine's owner can know. */
  async present(): Promise<undefined> {}

  async stop(): Promise<void> {}

  async clean(): Promise<void> {}

  async tail(): Promise<string[]> {
    return [];
  }
}

/** Returns the address that ENGINE gives, without a final slash; undefined when ENGINE gives a name. */
export function addressIn(asked: string): string | undefined {
  return /^http:\/\/[^/]+\/?$/.test(asked) ? asked.replace(/\/$/, '') : undefined;
}
