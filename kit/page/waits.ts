import type { CallReport } from '../faults/calls';
import type { JobState } from '../workflow/ledger';
import type { Wait } from './view';

/** How long after a failure's receipt extract says when the message returns. */
const SAYS_WITHIN_MS = 1500;
/** Extract adds this to the end of a claim, since clocks differ: src/extract/message.ts. */
const MARGIN_MS = 2000;
/** A kill cuts off the function's calls within this time. */
const CUT_WITHIN_MS = 1000;
const KEPT = 400;
export const IN_QUEUE = { why: 'in the queue', next: 'extract' } as const;

interface Moment {
  readonly at: number;
  readonly until: number;
}

/** Knows why a job waits, from what was observed: when extract said that a message returns, and kills. */
export class Waits {
  private returns: Moment[] = [];
  private kills: { readonly at: number; readonly job?: string; readonly function?: string }[] = [];
  private readonly ofJob = new Map<string, Wait[]>();
  /** When a call of load was last cut off, and when load made its next call, by job. */
  private readonly cut = new Map<string, number>();
  private readonly resumed = new Map<string, number>();

  /** Takes a call. Returns whether a wait that depends on calls alone may have begun or ended. */
  see(call: CallReport): boolean {
    const { at, ms, job, seconds } = call;
    const changed = call.function === 'load' && job !== undefined && this.seeLoad(job, call);
    if (ms === undefined) return changed;
    if (call.fault === 'kill')
      this.kills.push({ at: at + ms, ...(job && { job }), function: call.function as string });
    if (call.operation === 'ChangeMessageVisibility' && seconds !== undefined)
      this.returns.push({ at, until: at + ms + seconds * 1000 });
    this.returns = this.returns.slice(-KEPT);
    this.kills = this.kills.slice(-KEPT);
    return changed || call.fault === 'kill';
  }

  /** Remembers that every worker of a function was killed. */
  killed(name: string): void {
    this.kills.push({ at: Date.now(), function: name });
  }

  /** Remembers how long a job's message was in the queue before its first try. */
  queued(id: string, from: number, until: number): void {
    const known = this.ofJob.get(id) ?? [];
    this.ofJob.set(
      id,
      [...known, { from, until, ...IN_QUEUE }].sort((a, b) => a.from - b.from),
    );
  }

  /** Returns the waits of a job, the present one last. */
  of(job: JobState, isDead: boolean): readonly Wait[] {
    const { id, startedAt } = job.receipt;
    // A copy: what was returned before is part of the view that is compared with the next one.
    const known = [...(this.ofJob.get(id) ?? [])];
    const present = isDead ? undefined : this.present(job);
    const last = known.at(-1);
    if (present && last?.from === present.from) known[known.length - 1] = present;
    else if (present) known.push(present);
    // A wait that ended early or late ends with the try that followed.
    else if (last && last.why !== IN_QUEUE.why) {
      const tries = [Date.parse(startedAt), this.resumed.get(id) ?? 0].filter((at) => at > last.from);
      if (tries.length > 0) known[known.length - 1] = { ...last, until: Math.min(...tries) };
    }
    if (known.length > 0) this.ofJob.set(id, known);
    return known;
  }

  private seeLoad(job: string, { at, ms, status }: CallReport): boolean {
    const cut = this.cut.get(job);
    const resumes = cut !== undefined && at > cut && (this.resumed.get(job) ?? 0) <= cut;
    if (resumes) this.resumed.set(job, at);
    const isCut = ms !== undefined && status === undefined;
    if (isCut) this.cut.set(job, at + ms);
    return resumes || isCut;
  }

  /** Lambda sends the event of a killed load again, at a time that cannot be known. */
  private loadWait(id: string): Wait | undefined {
    const from = this.cut.get(id);
    if (from === undefined || (this.resumed.get(id) ?? 0) > from) return undefined;
    const kill = this.kills.some(
      ({ at, job, function: name }) =>
        name === 'load' && Math.abs(at - from) <= CUT_WITHIN_MS && (job ?? id) === id,
    );
    return kill ? { from, why: 'killed: Lambda sends its event again', next: 'load' } : undefined;
  }

  private present({ receipt, phase }: JobState): Wait | undefined {
    if (phase === 'loading') return this.loadWait(receipt.id);
    const started = Date.parse(receipt.startedAt);
    if (phase === 'extracting') {
      const kill = this.kills.find(
        ({ at, job, function: name }) =>
          at >= started && (job === undefined ? name === 'extract' : job === receipt.id),
      );
      const { until } = receipt as { until?: number };
      if (!kill || until === undefined) return undefined;
      return {
        from: kill.at,
        until: until + MARGIN_MS,
        why: 'killed: the message stays hidden until its visibility timeout',
        next: 'extract',
      };
    }
    if (receipt.state !== 'failed' || !receipt.endedAt || receipt.detail) return undefined;
    const ended = Date.parse(receipt.endedAt);
    const said = this.returns.filter(({ at }) => at >= ended - 50 && at <= ended + SAYS_WITHIN_MS);
    const [only] = said;
    // Two failures at the same moment cannot be told apart.
    const until = said.length === 1 ? only?.until : undefined;
    return {
      from: ended,
      ...(until && { until }),
      why: `failed with ${receipt.reason}: tried again after a pause`,
      next: 'extract',
    };
  }
}
