import type { CallReport } from '../faults/calls';
import type { ActiveRule } from '../faults/rules';
import type { Queues } from '../workflow/queues';

/** What the page shows. Server and browser share these types; each field is a fact that was read or observed. */
export interface View {
  readonly about: About;
  /**
   * Whether the functions call through the proxy, so that their calls are seen. `direct`: not at the moment.
   * `elsewhere`: this engine does not allow it.
   */
  readonly calls: 'seen' | 'direct' | 'elsewhere';
  readonly queues?: Queues;
  /** The open jobs and the newest others, newest first. */
  readonly jobs: readonly JobView[];
  readonly totals: Totals;
  readonly letters: readonly LetterView[];
  /** How many dead letters there are; `letters` may hold fewer. */
  readonly letterCount: number;
  readonly rules: readonly ActiveRule[];
  /** The delay of each call in slow motion, in ms; 0 without. */
  readonly pace: number;
  readonly newest?: Newest;
  /** `null` when no lab is open: JSON has no undefined. */
  readonly lab?: LabView | null;
  /** What could not be read at the last look. */
  readonly trouble?: string;
}

/** What stays the same while the page is open. */
export interface About {
  readonly stage: string;
  readonly engine: string;
  readonly samples: readonly SampleView[];
  readonly formats: readonly string[];
  readonly faults: readonly string[];
  /** After this many receives, a message goes to the dead-letter queue. */
  readonly receives: number;
  /** The timeouts of the functions, in seconds. */
  readonly timeouts: { readonly extract: number; readonly load: number };
}

/** The message of a sample. */
export interface SampleView {
  readonly key: string;
  readonly id?: readonly string[];
  readonly dataset?: string;
}

export interface Totals {
  readonly jobs: number;
  readonly open: number;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly superseded: number;
  readonly filtered: number;
}

export interface JobView {
  readonly id: string;
  readonly key: string;
  readonly dataset: string;
  readonly phase: 'waiting' | 'extracting' | 'failed' | 'loading' | 'done';
  /** The message's try; 0 before the first. */
  readonly tries: number;
  /** The invocation of extract that made the last try; it may work on several jobs. */
  readonly invocation?: string;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly reason?: string;
  readonly parts?: number;
  readonly loaded: number;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly superseded: number;
  readonly filtered: number;
  /** Rows that were read and are neither in the table nor accounted for otherwise. */
  readonly open: number;
  /** Why nothing happens, and until when, in ms since the epoch. Earlier waits are kept. */
  readonly waits: readonly Wait[];
}

export interface Wait {
  readonly from: number;
  /** When it ends, where that is known. */
  readonly until?: number;
  readonly why: string;
  /** The function that works next. */
  readonly next: 'extract' | 'load';
}

export interface LetterView {
  readonly id: string;
  readonly queue: 'jobs-dlq' | 'load-failed';
  readonly what: string;
  readonly job?: string;
  readonly reason?: string;
  readonly fix?: string;
}

/** The open lab, on the stage of the workshop. */
export interface LabView {
  readonly number: number;
  readonly title: string;
  readonly question: string;
  readonly answers: Readonly<Record<string, string>>;
  /** The letter of an answer, or `skip`. */
  readonly prediction?: string;
  readonly measured?: string;
  readonly seen: readonly string[];
  readonly passed: boolean;
}

/** Rows of the job that was last loaded. */
export interface Newest {
  readonly job: string;
  readonly key: string;
  readonly rows: readonly Readonly<Record<string, string>>[];
}

/** A message from the server: the whole view with the calls of the last minutes, or what has changed. */
export type Update =
  | { readonly kind: 'all'; readonly view: View; readonly calls: readonly CallReport[]; readonly now: number }
  | {
      readonly kind: 'changes';
      readonly view: Partial<View>;
      readonly calls: readonly CallReport[];
      readonly now: number;
    };
