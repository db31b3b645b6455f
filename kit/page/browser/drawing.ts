/** The server sends at most ten updates a second; this leaves room for its clock. */
const EVERY_MS = 80;
/** How many times as long as a drawing took nothing is drawn: the machine also runs what the page shows. */
const RESTS = 2;
/** The longest rest: what is drawn is never older for that reason. */
const MOST_MS = 1000;

/** Draws what changes, and more rarely when drawing takes long. */
export class Drawing {
  private asked = false;
  private dueAt = 0;
  private took = 0;
  /** When it was last drawn, by `performance.now()`. */
  at = 0;

  /** @param nextFrame calls back with the browser's next frame; a busy or hidden browser may have none for long */
  constructor(
    private readonly draw: () => void,
    private readonly nextFrame: (callback: () => void) => void,
  ) {}

  /** Draws as soon as it may, once for all who ask until then. */
  soon(): void {
    if (this.asked) return;
    this.asked = true;
    this.wait();
  }

  private wait(): void {
    const rest = this.dueAt - performance.now();
    // The rest may have become longer since then.
    setTimeout(() => (performance.now() < this.dueAt ? this.wait() : this.now()), rest);
  }

  private now(): void {
    this.asked = false;
    this.at = performance.now();
    this.dueAt = this.at + EVERY_MS;
    this.took = 0;
    this.draw();
    // Preact renders after this, and the frame has layout and paint.
    this.restAfter();
    this.nextFrame(() => this.restAfter());
  }

  private restAfter(): void {
    const began = performance.now();
    setTimeout(() => {
      const ended = performance.now();
      this.took += ended - began;
      this.dueAt = Math.max(this.dueAt, ended + Math.min(MOST_MS, RESTS * this.took));
    });
  }
}
