import { setTimeout as pause } from 'node:timers/promises';
import type { CallReport } from '../faults/calls';
import type { FaultControl } from '../faults/client';
import { pointedAt } from '../faults/routing';
import { type JobState, readJobs, readLedger } from '../workflow/ledger';
import { readQueues } from '../workflow/queues';
import type { Sent } from '../workflow/send';
import { withDeadParts } from '../workflow/settle';
import type { Feed } from './feed';
import { openLab } from './lab';
import { countOf, Letters } from './letters';
import { isOpen, jobView, type Opened, readNewest, totalsOf } from './look';
import type { JobView, View } from './view';
import { Waits } from './waits';

const LOOK_EVERY_MS = 250;
/** The whole ledger is scanned every two seconds, or more rarely when a scan takes long. */
const SCAN_EVERY_MS = 2000;
const SCAN_SHARE = 10;
/** The jobs and dead letters that are shown; all are counted. */
const SHOWN = 60;

/** Looks at the stage while a page is open, and feeds the pages. Never receives from the jobs queue. */
export class Watcher {
  readonly waits = new Waits();
  private readonly jobs = new Map<string, JobState>();
  private readonly sent = new Map<string, Sent & { at: number }>();
  private readonly called = new Set<string>();
  private readonly letters: Letters;
  private scanAt = 0;
  private newest = '';
  private looking = false;
  private listening: AbortController | undefined;

  /** @param proxy the proxy through which the functions call, if any */
  constructor(
    private readonly opened: Opened,
    private readonly feed: Feed,
    public proxy: FaultControl | undefined,
  ) {
    this.letters = new Letters(opened);
  }

  /** Shows a message that was sent here before its job has a receipt. */
  remember(sent: Sent): void {
    this.sent.set(sent.messageId, { ...sent, at: Date.now() });
  }

  /** Returns the names of what a call is about, as logs have them: ids of jobs and of their messages, keys. */
  namesOf({ job, key }: Pick<CallReport, 'job' | 'key'>): readonly string[] {
    const about = [...this.jobs.values()].filter(({ receipt }) =>
      job === undefined ? receipt.key === key : receipt.id === job,
    );
    const known = about.flatMap(({ receipt }) => [receipt.id, receipt.messageId]);
    return [...new Set([...known, job, key].filter((name) => name !== undefined))];
  }

  /** Makes the next look read everything again. */
  again(): void {
    this.scanAt = 0;
    this.letters.again();
  }

  /** Looks until the feed has no viewer. A slow answer delays the next look, so that looks do not pile up. */
  async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    this.again();
    void this.listen();
    while (this.feed.looked) {
      try {
        await this.lookOnce();
      } catch (error) {
        this.feed.set({ trouble: error instanceof Error ? error.message : String(error) });
      }
      await pause(LOOK_EVERY_MS);
    }
    this.listening?.abort();
    this.looking = false;
  }

  /** Follows the calls of the functions for as long as somebody looks. */
  private async listen(): Promise<void> {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    while (!signal.aborted && this.proxy) {
      this.feed.forgetCalls();
      try {
        for await (const call of this.proxy.follow(signal)) if (this.isOurs(call)) this.see(call);
      } catch {
        // The proxy has ended, or this page has.
      }
      if (!signal.aborted) await pause(1000);
    }
  }

  private isOurs({ stage }: CallReport): boolean {
    return stage === this.opened.stage.name;
  }

  private see(call: CallReport): void {
    this.waits.see(call);
    if (call.job) this.called.add(call.job);
    this.feed.call(call);
  }

  private async lookOnce(): Promise<void> {
    const { stack, aws, stage } = this.opened;
    // The order in which work moves, like takeSnapshot: what leaves a queue meanwhile is seen by a later read.
    const queues = await readQueues(stack, aws);
    await this.letters.look(queues);
    await this.lookAtJobs();
    const state = await this.proxy?.state().catch(() => undefined);
    const jobs = this.shown();
    this.feed.set({
      ...{ queues, jobs, totals: totalsOf(this.jobs.values()) },
      letters: this.letters.views(SHOWN, [...this.jobs.values()]),
      letterCount: countOf(queues),
      rules: (state?.rules ?? []).filter((rule) => (rule.stage ?? stage.name) === stage.name),
      pace: state?.pace?.[stage.name] ?? 0,
      trouble: '',
    });
    await this.showNewest();
    await this.letters.explainSome([...this.jobs.values()]);
  }

  private async lookAtJobs(): Promise<void> {
    const { stack, aws } = this.opened;
    const began = Date.now();
    if (began >= this.scanAt) {
      const all = await readLedger(stack, aws);
      this.jobs.clear();
      for (const job of all) this.jobs.set(job.receipt.id, withDeadParts(job, this.letters.all));
      this.scanAt = Date.now() + Math.max(SCAN_EVERY_MS, SCAN_SHARE * (Date.now() - began));
      this.called.clear();
      this.feed.set({ lab: openLab(this.opened.stage.name) ?? null });
      if (this.proxy) this.feed.set({ calls: await this.callsNow() });
      return;
    }
    const waiting = [...this.sent.values()].flatMap(({ job }) => job ?? []);
    const open = [...this.jobs.values()]
      .filter((job) => isOpen(job) || job.phase === 'failed')
      .slice(0, SHOWN);
    const ids = [...open.map(({ receipt }) => receipt.id), ...waiting, ...this.called].slice(0, 2 * SHOWN);
    this.called.clear();
    for (const job of await readJobs(stack, aws, ids))
      this.jobs.set(job.receipt.id, withDeadParts(job, this.letters.all));
  }

  /** A deployment or fault-clear points the functions back at the engine. */
  private async callsNow(): Promise<View['calls']> {
    const { aws, stack } = this.opened;
    return (await pointedAt(aws, stack.extractFunction)) === undefined ? 'direct' : 'seen';
  }

  /** Returns the jobs that the page shows: messages that were sent here and have no receipt, open jobs, the newest. */
  private shown(): JobView[] {
    const newest = [...this.jobs.values()].sort((a, b) =>
      b.receipt.startedAt.localeCompare(a.receipt.startedAt),
    );
    const open = newest.filter(isOpen).slice(0, SHOWN);
    const shown = new Set([...open, ...newest.slice(0, SHOWN)]);
    const views = newest
      .filter((job) => shown.has(job))
      .map((job) => {
        const isDead = this.letters.all.some((letter) => letter.messageId === job.receipt.messageId);
        const view = jobView(job, this.waits.of(job, isDead));
        return isDead && view.phase === 'extracting' ? { ...view, phase: 'failed' as const } : view;
      });
    return [...this.waiting(), ...views];
  }

  private waiting(): JobView[] {
    const none = {
      tries: 0,
      loaded: 0,
      rows: 0,
      accepted: 0,
      rejected: 0,
      superseded: 0,
      filtered: 0,
      open: 0,
    };
    for (const { messageId, job, at } of this.sent.values()) {
      const known = job ? this.jobs.get(job) : undefined;
      const began = known && Date.parse(known.receipt.startedAt) >= at - 1000;
      const settled = known && (known.phase === 'done' || began || known.receipt.messageId === messageId);
      if (settled || this.letters.all.some((letter) => letter.messageId === messageId))
        this.sent.delete(messageId);
    }
    return [...this.sent.values()].map(({ messageId, name, at }) => ({
      ...{
        id: messageId,
        key: name,
        dataset: '',
        phase: 'waiting' as const,
        startedAt: at,
        waits: [],
        ...none,
      },
    }));
  }

  private async showNewest(): Promise<void> {
    let newest: JobState | undefined;
    for (const job of this.jobs.values())
      if (job.accepted > 0 && (!newest || job.receipt.startedAt > newest.receipt.startedAt)) newest = job;
    const seen = newest ? `${newest.receipt.id} ${newest.loaded.length}` : '';
    if (!newest || seen === this.newest) return;
    this.newest = seen;
    this.feed.set({ newest: await readNewest(this.opened, newest) });
  }
}
