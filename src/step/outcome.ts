import { PermanentFailure, RowRejected } from '../errors';

/** What a transform returns for a row that is not wanted. It is counted as `filtered`. */
export const skip: unique symbol = Symbol.for('sluice.skip');

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/**
 * What a transform returns for a row that is wrong. It goes to the rejects report with this code and message.
 * @param code stable, such as `RAIN_NEGATIVE`: people search for it
 * @throws PermanentFailure `REJECT_INVALID` when the code or the message is not usable
 */
export function reject(code: string, message: string): RowRejected {
  if (typeof code === 'string' && CODE.test(code) && typeof message === 'string') {
    return new RowRejected(code, message);
  }
  throw new PermanentFailure('REJECT_INVALID');
}
