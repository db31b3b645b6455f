import { setTimeout as pause } from 'node:timers/promises';
import type { CallReport } from '../faults/calls';
import type { FaultControl } from '../faults/client';
import { pointedAt } from '../faults/routing';
import { readQueues } from '../workflow/queues';
import type { Sent } from '../workflow/send';
import type { Feed } from './feed';
import { Jobs, SHOWN } from './jobs';
import { openLab } from './lab';
import { countOf, Letters } from './letters';
import { type Opened, readNewest, totalsOf } from './look';
import { problemOf } from './problem';
import { Sparing } from './sparing';
import type { View } from './view';
import { Waits } from './waits';

/** Rows are searched for after the functions have made no call for this long. */
const QUIET_MS = 1000;

/** Looks at the stage while a page is open, and feeds the pages. Never receives from the jobs queue. */
export class Watcher {
  private readonly waits = new Waits();
  readonly jobs: Jobs;
  private readonly letters: Letters;
  /** Looking takes at most half of the time, unless a look takes seconds: a state of seconds must not be missed. */
  private readonly looks = new Sparing(250, 1, 2000);
  private calledAt = 0;
  private newest = '';
  private calls: View['calls'] = 'direct';
  private looking = false;
  private listening: AbortController | undefined;

  /** @param proxy the proxy through which the functions call, if any */
  constructor(
    private readonly opened: Opened,
    private readonly feed: Feed,
    public proxy: FaultControl | undefined,
  ) {
    this.jobs = new Jobs(opened);
    this.letters = new Letters(opened);
  }

  /** Shows a message that was sent here, at once. */
  remember(sent: Sent): void {
    this.jobs.remember(sent);
    this.showJobs();
  }

  /** Shows at once that every worker of a function was killed. */
  killed(name: string): void {
    this.waits.killed(name);
    this.showJobs();
  }

  /** Makes the next look read everything again. */
  again(): void {
    this.jobs.again();
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
        await this.looks.run(() => this.lookOnce());
      } catch (error) {
        const { message, fix } = await problemOf(error);
        this.feed.set({ trouble: `${message} ${fix}` });
      }
      await pause(this.looks.left);
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
      this.feed.forgetRunning();
      try {
        for await (const call of this.proxy.follow(signal)) this.see(call);
      } catch {
        // The proxy has ended, or this page has.
      }
      if (!signal.aborted) await pause(1000);
    }
  }

  private see(call: CallReport): void {
    if (call.stage !== this.opened.stage.name) return;
    this.calledAt = Date.now();
    this.jobs.see(call);
    this.feed.call(call);
    if (this.waits.see(call)) this.showJobs();
  }

  private showJobs(): void {
    this.feed.set({ jobs: this.jobs.views(this.letters.all, this.waits) });
  }

  private async lookOnce(): Promise<void> {
    const { stack, aws, stage } = this.opened;
    // The order in which work moves, like takeSnapshot: a later read sees what has left a queue.
    const queues = await readQueues(stack, aws);
    await this.letters.look(queues);
    if (await this.jobs.look(this.letters.all, this.calls === 'seen')) await this.lookAtTheRest();
    const state = await this.proxy?.state().catch(() => undefined);
    this.feed.set({
      ...{ queues, totals: totalsOf(this.jobs.all) },
      jobs: this.jobs.views(this.letters.all, this.waits),
      letters: this.letters.views(SHOWN, this.jobs.all),
      letterCount: countOf(queues),
      rules: (state?.rules ?? []).filter((rule) => (rule.stage ?? stage.name) === stage.name),
      pace: state?.pace?.[stage.name] ?? 0,
      trouble: '',
    });
    await this.showNewest();
    await this.letters.explainSome(this.jobs.all);
  }

  /** Reads what changes rarely. */
  private async lookAtTheRest(): Promise<void> {
    this.feed.set({ lab: openLab(this.opened.stage.name) ?? null });
    if (!this.proxy) return;
    // A deployment or fault-clear points the functions back at the engine.
    const { aws, stack } = this.opened;
    this.calls = (await pointedAt(aws, stack.extractFunction)) === undefined ? 'direct' : 'seen';
    this.feed.set({ calls: this.calls });
  }

  private async showNewest(): Promise<void> {
    const newest = this.jobs.newest();
    const seen = newest ? `${newest.receipt.id} ${newest.loaded.length}` : '';
    // The engine searches the whole table, which delays its answers to the functions.
    const isQuiet = Date.now() - this.calledAt > QUIET_MS;
    if (!newest || seen === this.newest || !isQuiet) return;
    this.newest = seen;
    this.feed.set({ newest: await readNewest(this.opened, newest) });
  }
}
