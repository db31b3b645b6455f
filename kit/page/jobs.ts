import type { CallReport } from '../faults/calls';
import type { DeadLetter } from '../workflow/dead-letters';
import { type JobState, readJobs, readLedger } from '../workflow/ledger';
import type { Sent } from '../workflow/send';
import { withDeadParts } from '../workflow/settle';
import { keyIn } from './letters';
import { isOpen, jobView, type Opened } from './look';
import { Sparing } from './sparing';
import type { JobView } from './view';
import { IN_QUEUE, type Waits } from './waits';

/** The jobs that are shown; all are counted. */
export const SHOWN = 60;
const NO_ROWS = { loaded: 0, rows: 0, accepted: 0, rejected: 0, superseded: 0, filtered: 0, open: 0 };

/** The jobs of a stage: what the ledger says, and messages that were sent here and have no receipt yet. */
export class Jobs {
  all: readonly JobState[] = [];
  private readonly known = new Map<string, JobState>();
  private readonly sent = new Map<string, Sent & { at: number }>();
  private readonly changed = new Set<string>();
  /** A scan of the whole ledger takes at most a twentieth of the time. */
  private readonly scans = new Sparing(2000, 20);

  constructor(private readonly opened: Opened) {}

  /** Shows a message that was sent here before its job has a receipt. */
  remember(sent: Sent): void {
    this.sent.set(sent.messageId, { ...sent, at: Date.now() });
  }

  /** Makes the next look read the receipt of a job if a call has changed it: all writes but those of rows are receipts. */
  see({ job, service, operation, ms }: CallReport): void {
    if (job && service === 'dynamodb' && operation !== 'BatchWriteItem' && ms !== undefined)
      this.changed.add(job);
  }

  /** Makes the next look scan the whole ledger. */
  again(): void {
    this.scans.again();
  }

  /**
   * Reads the receipts that may have changed, or all when it is time. Returns whether all were read.
   * @param seen whether the calls are seen, which tell what has changed
   */
  async look(letters: readonly DeadLetter[], seen: boolean): Promise<boolean> {
    const { stack, aws } = this.opened;
    const scan = this.scans.isDue;
    const ids = [...this.changed, ...(seen ? [] : this.unsettled())].slice(0, 2 * SHOWN);
    if (scan) this.changed.clear();
    for (const id of ids) this.changed.delete(id);
    const read = scan ? await this.scans.run(() => readLedger(stack, aws)) : await readJobs(stack, aws, ids);
    if (scan) this.known.clear();
    for (const job of read) this.known.set(job.receipt.id, job);
    this.all = [...this.known.values()].map((job) => withDeadParts(job, letters));
    return scan;
  }

  /** Returns the jobs whose receipts may change at any time. */
  private unsettled(): string[] {
    const waiting = [...this.sent.values()].flatMap(({ job }) => job ?? []);
    const open = this.all
      .filter((job) => isOpen(job) || job.phase === 'failed')
      .slice(0, SHOWN)
      .map(({ receipt }) => receipt.id);
    return [...open, ...waiting];
  }

  /** Returns the jobs that the page shows: messages without a receipt, open jobs, and the newest. */
  views(letters: readonly DeadLetter[], waits: Waits): readonly JobView[] {
    const dead = new Set(letters.map(({ messageId }) => messageId));
    const newest = this.all.toSorted((a, b) => b.receipt.startedAt.localeCompare(a.receipt.startedAt));
    const shown = new Set([...newest.filter(isOpen).slice(0, SHOWN), ...newest.slice(0, SHOWN)]);
    const views = newest
      .filter((job) => shown.has(job))
      .map((job) => {
        const isDead = dead.has(job.receipt.messageId);
        const view = jobView(job, waits.of(job, isDead));
        return isDead && view.phase === 'extracting' ? { ...view, phase: 'failed' as const } : view;
      });
    return [...this.waiting(dead, waits), ...views];
  }

  /** Returns the job that was last begun and has rows in the table. */
  newest(): JobState | undefined {
    let newest: JobState | undefined;
    for (const job of this.all)
      if (job.accepted > 0 && (!newest || job.receipt.startedAt > newest.receipt.startedAt)) newest = job;
    return newest;
  }

  /** Returns the names of what a call is about, as logs have them: ids of jobs and of their messages, keys. */
  namesOf({ job, key }: Pick<CallReport, 'job' | 'key'>): readonly string[] {
    const about = this.all.filter(({ receipt }) =>
      job === undefined ? receipt.key === key : receipt.id === job,
    );
    const names = about.flatMap(({ receipt }) => [receipt.id, receipt.messageId]);
    return [...new Set([...names, job, key].filter((name) => name !== undefined))];
  }

  private waiting(dead: ReadonlySet<string>, waits: Waits): readonly JobView[] {
    for (const { messageId, job, at } of this.sent.values()) {
      // The job of a message is not known beforehand if its object was missing.
      const known = job
        ? this.known.get(job)
        : this.all.find(({ receipt }) => receipt.messageId === messageId);
      const startedAt = known && Date.parse(known.receipt.startedAt);
      const began = startedAt !== undefined && startedAt >= at - 1000;
      const settled = known && (known.phase === 'done' || began || known.receipt.messageId === messageId);
      if (known && began) waits.queued(known.receipt.id, at, startedAt);
      if (settled || dead.has(messageId)) this.sent.delete(messageId);
    }
    return [...this.sent.values()].map(({ messageId, name, at }) => ({
      ...{ id: messageId, key: keyIn(name) ?? name, dataset: '', phase: 'waiting' as const, tries: 0 },
      ...{ startedAt: at, waits: [{ from: at, ...IN_QUEUE }], ...NO_ROWS },
    }));
  }
}
