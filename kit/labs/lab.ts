import type { Breaks, CodeBreak } from './break';
import type { Flow } from './flow';

/** What the system does now, measured. */
export interface Measured {
  /** The letter of the answer that the measurement gives. */
  readonly answer: string;
  /** What was seen, one fact a line. */
  readonly seen: readonly string[];
}

/** The first thing that is not as it must be. */
export interface NotYet {
  /** What must be, as a whole sentence. It is also how the lab's patches name this failure. */
  readonly wanted: string;
  /** What was seen instead. */
  readonly seen: string;
  /** Where to look: a command or a file. */
  readonly look: string;
}

/** The code of a lab. It uses new names and data each time, and waits for facts with a deadline. */
export interface LabCode {
  /** Missing when the files are the exercise as they are. */
  readonly break?: CodeBreak | Breaks;
  /** Instead of a break: what the learner starts from, which is not an intact state. */
  readonly starter?: Breaks;
  /** Shows the system as the lab's "Run", one fact a line. Without it `observe` does, which must not answer the question. */
  run?(flow: Flow): Promise<readonly string[]>;
  /** Measures the system: once before the break, as the lab's "Run", and once after it, to answer the prediction. */
  observe(flow: Flow): Promise<Measured>;
  /** Judges what the system does, never how it is written. Returns undefined when all is as it must be. */
  check(flow: Flow): Promise<NotYet | undefined>;
}

/** Types a lab's code. */
export function lab(code: LabCode): LabCode {
  return code;
}
