import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { CallReport } from '../faults/calls';
import type { Update, View } from './view';

/** At most ten updates a second. */
const EVERY_MS = 100;
/** The updates that a browser which reconnects can still get. */
const KEPT = 300;
const CALLS_KEPT = 3000;
/** A browser that reads this slowly is dropped; it reconnects and gets a snapshot. */
const UNREAD_BYTES = 4_000_000;

/** Sends the view to every open page: a snapshot first, then what changes, as server-sent events with ids. */
export class Feed {
  private readonly run = randomUUID().slice(0, 8);
  private readonly viewers = new Set<ServerResponse>();
  private readonly sent: { id: number; text: string }[] = [];
  private readonly calls = new Map<number, CallReport>();
  private readonly newCalls = new Map<number, CallReport>();
  private changed: Partial<View> = {};
  private timer: NodeJS.Timeout | undefined;
  private count = 0;
  private due = 0;

  /** @param onLooked called when the first page opens and when the last one closes */
  constructor(
    private view: View,
    private readonly onLooked: (looked: boolean) => void,
  ) {}

  get looked(): boolean {
    return this.viewers.size > 0;
  }

  /** Replaces parts of the view. Parts that are equal to what is shown are not sent. */
  set(parts: Partial<View>): void {
    for (const [name, value] of Object.entries(parts) as [keyof View, never][]) {
      if (JSON.stringify(this.view[name]) !== JSON.stringify(value))
        this.changed = { ...this.changed, [name]: value };
    }
    this.view = { ...this.view, ...parts };
    if (Object.keys(this.changed).length > 0) this.soon();
  }

  call(report: CallReport): void {
    this.calls.set(report.id, report);
    this.newCalls.set(report.id, report);
    const [oldest] = this.calls.keys();
    if (this.calls.size > CALLS_KEPT && oldest !== undefined) this.calls.delete(oldest);
    this.soon();
  }

  /** Forgets the calls whose end will not be seen, and sends a new snapshot if there are any. */
  forgetRunning(): void {
    const running = [...this.calls.values()].filter(({ ms }) => ms === undefined);
    for (const { id } of running) for (const calls of [this.calls, this.newCalls]) calls.delete(id);
    if (running.length > 0) for (const viewer of this.viewers) viewer.write(this.snapshot());
  }

  /** Serves one page until it closes. @param last the id of the last event that it got */
  open(response: ServerResponse, last: string | undefined): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const [run, id] = last?.split('-') ?? [];
    const missed = this.sent.filter((event) => event.id > Number(id));
    if (run === this.run && missed[0]?.id === Number(id) + 1) {
      for (const { text } of missed) response.write(text);
    } else if (run !== this.run || Number(id) !== this.count) {
      response.write(this.snapshot());
    }
    this.viewers.add(response);
    if (this.viewers.size === 1) this.onLooked(true);
    response.once('close', () => {
      this.viewers.delete(response);
      if (this.viewers.size === 0) this.onLooked(false);
    });
  }

  /** Sends at the next tenth of a second: the time that sending takes does not add up. */
  private soon(): void {
    if (this.timer) return;
    const now = Date.now();
    this.due = Math.max(now, this.due + EVERY_MS);
    this.timer = setTimeout(() => this.send(), this.due - now);
  }

  private send(): void {
    this.timer = undefined;
    const update: Update = {
      ...{ kind: 'changes', view: this.changed, calls: [...this.newCalls.values()], now: Date.now() },
    };
    this.changed = {};
    this.newCalls.clear();
    this.count++;
    const text = this.event(update);
    this.sent.push({ id: this.count, text });
    if (this.sent.length > KEPT) this.sent.shift();
    for (const viewer of this.viewers) {
      if (viewer.writableLength > UNREAD_BYTES) viewer.destroy();
      else viewer.write(text);
    }
  }

  private snapshot(): string {
    const calls = [...this.calls.values()];
    return this.event({ kind: 'all', view: this.view, calls, now: Date.now() });
  }

  private event(update: Update): string {
    return `id: ${this.run}-${this.count}\ndata: ${JSON.stringify(update)}\n\n`;
  }
}
