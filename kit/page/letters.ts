import { type DeadLetter, readDeadLetters } from '../workflow/dead-letters';
import type { JobState } from '../workflow/ledger';
import type { Queues } from '../workflow/queues';
import { type Explained, explain } from '../workflow/reasons';
import type { Opened } from './look';
import type { LetterView } from './view';

/** The reasons that one look reads, since each needs a search of the log. */
const EXPLAINED = 5;
const NOT_LOGGED = 'No reason was logged. A function that is killed logs nothing.';
/** The most letters that one read finds. */
const READ = 1000;

/** The dead letters of a stage with their reasons. */
export class Letters {
  all: readonly DeadLetter[] = [];
  private readonly reasons = new Map<string, Explained>();
  private seen = '';

  constructor(private readonly opened: Opened) {}

  /** Makes the next look read the letters, even if their number is the same. */
  again(): void {
    this.seen = '';
  }

  /** Reads the dead letters when their number has changed, because reading hides them from others for a moment. */
  async look(queues: Queues): Promise<void> {
    const { jobsDlq, loadFailed } = queues;
    const seen = `${jobsDlq.visible + jobsDlq.inFlight} ${loadFailed.visible + loadFailed.inFlight}`;
    if (seen === this.seen) return;
    const { stack, aws } = this.opened;
    this.all = countOf(queues) === 0 ? [] : (await readDeadLetters(stack, aws)).deadLetters;
    // Letters that somebody else reads at this moment are hidden: look again.
    this.seen = this.all.length < Math.min(countOf(queues), READ) ? '' : seen;
  }

  /** Finds the reasons of some letters that have none yet. */
  async explainSome(jobs: readonly JobState[]): Promise<void> {
    const deadLetters = this.all.filter(({ messageId }) => !this.reasons.has(messageId)).slice(0, EXPLAINED);
    const { stack, aws } = this.opened;
    for (const letter of await explain(stack, aws, { deadLetters, jobs }))
      this.reasons.set(letter.messageId, letter);
  }

  /** Returns the first letters as the page shows them. */
  views(most: number, jobs: readonly JobState[]): LetterView[] {
    const shown = this.all.slice(0, most);
    const byMessage = new Map(jobs.map((job) => [job.receipt.messageId, job]));
    return shown.map((letter) => {
      const explained = this.reasons.get(letter.messageId);
      const view = letterView(letter, byMessage.get(letter.messageId));
      return explained ? { ...view, reason: explained.reason ?? NOT_LOGGED, fix: explained.fix } : view;
    });
  }
}

/** Returns how many dead letters there are. */
export function countOf({ jobsDlq, loadFailed }: Queues): number {
  return jobsDlq.visible + jobsDlq.inFlight + loadFailed.visible + loadFailed.inFlight;
}

/** Returns how a dead letter is shown before its reason is known. */
function letterView({ messageId, queue, body, csvKeys, reason }: DeadLetter, job?: JobState): LetterView {
  const id = job?.receipt.id ?? /\/([0-9a-f]{16})\//.exec(csvKeys[0] ?? '')?.[1];
  return {
    ...{ id: messageId, queue, what: csvKeys.join(', ') || keyIn(body) || body.slice(0, 200) },
    ...(id && { job: id }),
    ...(reason && { reason }),
  };
}

/** Returns the key that a job message names; undefined for any other text. */
export function keyIn(body: string): string | undefined {
  try {
    const { key } = JSON.parse(body) as { key?: unknown };
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
