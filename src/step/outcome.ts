import { PermanentFailure, RowRejected } from '../errors';

/** What a transform returns to drop a row. The row counts as `filtered`. */
export const skip: unique symbol = Symbol.for('sluice.skip');

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/**
 * Returns what a transform returns to reject a row. The row goes to the rejects report with this code and message.
 * @param code a stable code that people can search for, such as `RAIN_NEGATIVE`
 * @throws PermanentFailure `REJECT_INVALID` when the code or the message is unusable
 */
export function reject(code: string, message: string): RowRejected {
  if (typeof code === 'string' && CODE.test(code) && typeof message === 'string') {
    return new RowRejected(code, message);
  }
  throw new PermanentFailure('REJECT_INVALID');
}
