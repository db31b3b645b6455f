import { WARNINGS } from './codes';
import { type Context, fill, type Rest } from './errors';

/** A doubt about a job's result, as its receipt keeps it. */
export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** Takes a warning: its code, and a value for each placeholder of its message. */
export type Warn = <C extends keyof typeof WARNINGS>(
  code: C,
  ...rest: Rest<(typeof WARNINGS)[C]['message']>
) => void;

/** Returns an empty list and the function that adds warnings to it. */
export function warningList(): { warnings: Warning[]; warn: Warn } {
  const warnings: Warning[] = [];
  const warn: Warn = (code, ...[values]) => {
    warnings.push({ code, message: fill(WARNINGS[code].message, values as Context) });
  };
  return { warnings, warn };
}

/** Warns when most rows of a job are superseded: a few are normal, but with most of them the id probably lacks a column. */
export function warnOfSuperseded(warn: Warn, counts: { superseded: number; rows: number }): void {
  if (counts.superseded > counts.rows / 2) warn('ID_NOT_UNIQUE', counts);
}
