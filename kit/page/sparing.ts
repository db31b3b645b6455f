/** The longest rest: what the page shows is never older for that reason. */
const MOST_MS = 10_000;

/**
 * Limits work that burdens the engine, which the functions share: it rests after each time, and the longer, the longer
 * it took.
 */
export class Sparing {
  private dueAt = 0;

  /**
   * @param everyMs how long it rests at least
   * @param rests how many times as long as the work it rests
   * @param mostMs how long it rests at most
   */
  constructor(
    private readonly everyMs: number,
    private readonly rests: number,
    private readonly mostMs = MOST_MS,
  ) {}

  get isDue(): boolean {
    return Date.now() >= this.dueAt;
  }

  /** Returns how long the rest still is, in ms. */
  get left(): number {
    return Math.max(0, this.dueAt - Date.now());
  }

  /** Ends the rest. */
  again(): void {
    this.dueAt = 0;
  }

  /** Works, and rests afterwards, even when the work fails. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const began = Date.now();
    try {
      return await work();
    } finally {
      const ended = Date.now();
      this.dueAt = ended + Math.min(this.mostMs, Math.max(this.everyMs, this.rests * (ended - began)));
    }
  }
}
