import type { Clients } from '../../../kit/stack/clients';
import { until, type Wait } from './until';

/** What the labs of one run share. */
export interface Site {
  readonly aws: Clients;
  /** Whether the stage is on an offline engine, which is faster than AWS. */
  readonly offline: boolean;
  readonly signal: AbortSignal;
  /** The prefix of every name in the run, such as `sluice-parity-3f9c2a`. */
  readonly prefix: string;
  /** Called for each thing that could not be deleted. */
  readonly leftBehind: (what: string) => void;
  /** The ARN of a role for every function of the run. */
  readonly role: () => Promise<string>;
  /** A table whose partition key is the string `pk`. Each probe uses its own keys. */
  readonly table: () => Promise<string>;
}

/** Matches AWS's errors about a new role or policy that is not known everywhere yet. */
const UNHEARD_OF = /cannot be assumed|does not have permissions|Unable to validate the following destination/;

type Cleanup = () => Promise<unknown>;

/** Helps one probe: makes names, waits with a deadline, and deletes the probe's resources at the end. */
export class Lab {
  private readonly cleanups: { what: string; cleanup: Cleanup }[] = [];
  private made = 0;
  private closing = false;

  constructor(
    readonly site: Site,
    private readonly id: string,
  ) {}

  get aws(): Clients {
    return this.site.aws;
  }

  /** Returns a unique name of lowercase letters, digits and dashes, which is also valid for a bucket. */
  name(): string {
    return `${this.site.prefix}-${this.id}-${++this.made}`;
  }

  /**
   * Deletes a resource when the probe ends, in reverse order. Call before creating the resource, because a partly created
   * one must be deleted too.
   */
  finally(what: string, cleanup: Cleanup): void {
    this.cleanups.push({ what, cleanup });
  }

  /** Waits for a fact: one minute on an engine, ten on AWS, whose asynchronous retries alone take three. */
  until<T>(wait: Omit<Wait<T>, 'seconds' | 'signal'>): Promise<T> {
    const { offline, signal } = this.site;
    // Only the probe is interrupted, never its clean-up.
    return until({ ...wait, seconds: offline ? 60 : 600, ...(!this.closing && { signal }) });
  }

  /**
   * Repeats a look until `enough`, or until written data is certain to be visible: three seconds on an engine, two minutes
   * on AWS. Returns the last result.
   */
  lastSeen<T>(wait: Omit<Wait<T>, 'seconds' | 'signal'>): Promise<T> {
    const { offline, signal } = this.site;
    return until({ ...wait, seconds: offline ? 3 : 120, orLast: true, signal });
  }

  /** Repeats a call until AWS knows the role or policy that the call depends on. */
  async permitted<T>(what: string, call: () => Promise<T>): Promise<T> {
    const seen = await this.until<{ answer?: T; refused?: string }>({
      what,
      look: () =>
        call().then(
          (answer) => ({ answer }),
          (error: Error) => {
            if (UNHEARD_OF.test(error.message)) return { refused: error.message };
            throw error;
          },
        ),
      enough: ({ refused }) => refused === undefined,
    });
    return seen.answer as T;
  }

  async close(): Promise<void> {
    this.closing = true;
    for (const { what, cleanup } of this.cleanups.reverse()) {
      await cleanup().catch((error: unknown) => {
        if (!isGone(error))
          this.site.leftBehind(`${what}: ${error instanceof Error ? error.message : error}`);
      });
    }
    this.cleanups.length = 0;
  }
}

/** Whether an error says that the resource to delete does not exist. */
function isGone(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return /NotFound|NoSuch|DoesNotExist|NonExistentQueue/.test(name);
}
