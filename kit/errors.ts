/** The way out of a KitError: what went wrong, what to do, and what lies under it. */
export interface Explanation {
  /** A stable name such as `PORT_TAKEN`, for scripts and tests. */
  code: string;
  message: string;
  /** What the reader can do about it; may have several lines. */
  fix: string;
  cause?: unknown;
}

/** An error that the reader of a terminal can act on: print `message`, then `fix`, and no stack. */
export class KitError extends Error {
  readonly code: string;
  readonly fix: string;

  constructor({ code, message, fix, cause }: Explanation) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'KitError';
    this.code = code;
    this.fix = fix;
  }
}
