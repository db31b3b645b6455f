/** What every failure of Sluice carries besides its message. Never the content of a row: messages go to logs. */
export interface FailureDetail {
  /** Where it happened: a byte offset, a row number, a key. */
  readonly context?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

abstract class Failure extends Error {
  readonly context: Readonly<Record<string, string | number>>;

  /** @param code stable, upper case: callers and reports match on it, never on the message */
  constructor(
    readonly code: string,
    message: string,
    detail: FailureDetail = {},
  ) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = new.target.name;
    this.context = detail.context ?? {};
  }
}

/** This one row cannot become an item. It goes to the rejects report; the other rows go on. */
export class RowRejected extends Failure {}

/** No retry can help: the message or event belongs in a dead-letter queue. */
export class PermanentFailure extends Failure {}

/** It may work next time: throw it and let AWS retry. */
export class RetryableFailure extends Failure {
  /** When a retry can first help, in ms since the epoch, where that is known. */
  readonly retryAt: number | undefined;

  constructor(code: string, message: string, detail: FailureDetail & { readonly retryAt?: number } = {}) {
    super(code, message, detail);
    this.retryAt = detail.retryAt;
  }
}

/** The stable code of any error: ours, an AWS SDK error's name, or `UNEXPECTED`. */
export function codeOf(error: unknown): string {
  if (error instanceof Failure) return error.code;
  return error instanceof Error && error.name !== 'Error' ? error.name : 'UNEXPECTED';
}
