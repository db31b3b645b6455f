import { KitError, type Problem } from '../errors';
import type { Engine, Report, Running } from './engine';
import { HEALTH_PATHS, versionOf, waitForAnswer } from './health';

const START_TIMEOUT_MS = 60_000;

/**
 * An engine that somebody else runs, such as a service container of CI: ENGINE is its address. It is used, and neither
 * started nor stopped.
 */
export class GivenEngine implements Engine {
  /** @param name its address, such as `http://127.0.0.1:4566` */
  constructor(readonly name: string) {}

  async problems(): Promise<Problem[]> {
    return [];
  }

  async install(): Promise<void> {}

  /** @throws KitError `NO_ENGINE_THERE` when none answers within a minute */
  async start(report: Report): Promise<Running> {
    report(`Waiting for ${this.name}`);
    // MiniStack answers at this path as well.
    await waitForAnswer(`${this.name}${HEALTH_PATHS.localstack}`, async () => false, START_TIMEOUT_MS);
    const running = await this.running();
    if (running) return running;
    throw this.absent();
  }

  absent(): KitError {
    return new KitError('NO_ENGINE_THERE', { address: this.name });
  }

  async running(): Promise<Running | undefined> {
    const version = await versionOf('localstack', this.name);
    return version === undefined ? undefined : { endpoint: this.name, version };
  }

  /** Nobody knows but the one who runs it. */
  async present(): Promise<undefined> {}

  async stop(): Promise<void> {}

  async clean(): Promise<void> {}

  async tail(): Promise<string[]> {
    return [];
  }
}

/** The address that ENGINE gives, without a slash at its end; undefined when it gives a name. */
export function addressIn(asked: string): string | undefined {
  return /^http:\/\/[^/]+\/?$/.test(asked) ? asked.replace(/\/$/, '') : undefined;
}
