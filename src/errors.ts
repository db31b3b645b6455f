import { CODES, type PERMANENT, type REJECTED, type RETRYABLE } from './codes';

/**
 * The values for a message's placeholders. Never a row's content, since messages go to logs. Only the message of a
 * {@link RowRejected} may have some: it goes to the rejects report, which has the whole row.
 */
export type Context = Readonly<Record<string, string | number>>;

type Names<M extends string> = M extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** The arguments that follow an error's code: a value for each placeholder, then the cause. */
export type Rest<M extends string> = [Names<M>] extends [never]
  ? [values?: Record<string, never>, cause?: unknown]
  : [values: Readonly<Record<Names<M>, string | number>>, cause?: unknown];

/** Fills the placeholders of a text, such as `{bytes}`. */
export function fill(text: string, values: Context = {}): string {
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

type Code = keyof typeof CODES;

abstract class Failure<C extends Code> extends Error {
  /** Where the failure happened and what the limit was: a byte offset, a row number, a key. */
  readonly context: Context;

  /** @param code what callers and reports match on; they never match on the message */
  constructor(code: C, ...rest: Rest<(typeof CODES)[C]['message']>);
  /** Takes a message that comes from elsewhere: from a receipt, or from a user's own step. */
  constructor(code: string, message: string);
  constructor(
    readonly code: string,
    values: Context | string = {},
    cause?: unknown,
  ) {
    const message = typeof values === 'string' ? values : fill(CODES[code as Code].message, values);
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.context = typeof values === 'string' ? {} : values;
  }
}

/** A single row cannot become an item. The row goes to the rejects report; other rows are not affected. */
export class RowRejected<C extends keyof typeof REJECTED = keyof typeof REJECTED> extends Failure<C> {}

/** No retry can help: the message or event belongs in a dead-letter queue. */
export class PermanentFailure<C extends keyof typeof PERMANENT = keyof typeof PERMANENT> extends Failure<C> {}

/** A retry may help: throw this error and let AWS retry. */
export class RetryableFailure<C extends keyof typeof RETRYABLE = keyof typeof RETRYABLE> extends Failure<C> {
  /** The earliest time at which a retry can help, in ms since the epoch, when known. */
  retryAt: number | undefined;
}

/** Returns the stable code of any error: Sluice's own, an AWS SDK error's name, or `UNEXPECTED`. */
export function codeOf(error: unknown): string {
  if (error instanceof Failure) return error.code;
  return error instanceof Error && error.name !== 'Error' ? error.name : 'UNEXPECTED';
}
