import { type Context, fill, type Rest } from '../src/errors';
import { CODES } from './codes';

export type Code = keyof typeof CODES;

/** What went wrong, and what the reader can do about it. */
export interface Problem {
  /** A stable name such as `PORT_TAKEN`, for scripts and tests. */
  readonly code: string;
  readonly message: string;
  /** What to do, in one or more lines. */
  readonly fix: string;
}

type Values<C extends Code> = Rest<`${(typeof CODES)[C]['message']}${(typeof CODES)[C]['fix']}`>;

/** Returns an entry of the table with its placeholders filled in. */
export function problem<C extends Code>(code: C, ...[values]: Values<C>): Problem {
  const { message, fix } = CODES[code];
  return { code, message: fill(message, values), fix: fill(fix, values) };
}

/** An error that the reader of a terminal can act on: print `message`, then `fix`, and no stack. */
export class KitError<C extends Code = Code> extends Error implements Problem {
  readonly code: string;
  readonly fix: string;

  constructor(code: C, ...rest: Values<C>);
  constructor(found: Problem);
  constructor(what: C | Problem, values?: Context, cause?: unknown) {
    const { code, message, fix } =
      typeof what === 'string' ? problem(what, ...([values] as unknown as Values<C>)) : what;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'KitError';
    this.code = code;
    this.fix = fix;
  }
}
