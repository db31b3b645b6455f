/** The server sends at most ten updates a second; this leaves room for its clock. */
const EVERY_MS = 80;
/** How many times as long as a drawing took nothing is drawn: the machine also runs what the page shows. */
const RESTS = 2;

/** Draws with the frames of the browser, and more rarely when drawing takes long. In a hidden tab, nothing is drawn. */
export class Drawing {
  private asked = false;
  private dueAt = 0;
  /** When it was last drawn, by `performance.now()`. */
  at = 0;

  /** @param nextFrame calls back with the browser's next frame */
  constructor(
    private readonly draw: () => void,
    private readonly nextFrame: (callback: () => void) => void,
  ) {}

  /** Draws as soon as it may, once for all who ask until then. */
  soon(): void {
    if (this.asked) return;
    this.asked = true;
    setTimeout(() => this.nextFrame(() => this.now()), this.dueAt - performance.now());
  }

  private now(): void {
    this.asked = false;
    const began = performance.now();
    this.at = began;
    this.dueAt = began + EVERY_MS;
    this.draw();
    // Runs after the frame, whose layout and paint count too.
    setTimeout(() => {
      const ended = performance.now();
      this.dueAt = Math.max(this.dueAt, ended + RESTS * (ended - began));
    });
  }
}
