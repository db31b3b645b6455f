import * as v from 'valibot';
import { digitBytes } from '../row/rules';
import { LosslessNumber, parseNumber } from '../row/value';

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

type Digits = string | number | LosslessNumber;

const WRONG = 'must be a decimal number';

const Decimal = v.pipe(
  v.union([v.string(), v.number(), v.instance(LosslessNumber)], WRONG),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }): number => {
    try {
      return numberOf(String(value));
    } catch (error) {
      addIssue({ message: (error as Error).message });
      return NEVER;
    }
  }),
);

/**
 * Returns a schema for a decimal number, given as text or as a number: any JSON number in DynamoDB's range with at most
 * 38 digits. In a pipe, `Input` is what the action before it returns.
 *
 * All digits are kept. A number that a double cannot hold becomes an object that compares and calculates as the nearest
 * double; only `typeof` shows the difference. Returned unchanged, it is stored with all its digits.
 */
export function decimal<Input extends Digits = Digits>(): v.GenericSchema<Input, number> {
  return Decimal as unknown as v.GenericSchema<Input, number>; // It accepts every kind of input.
}

/**
 * Parses a decimal number.
 * @throws SyntaxError when the text is not a decimal number
 * @throws RowRejected when DynamoDB cannot hold the number
 */
function numberOf(text: string): number {
  if (!JSON_NUMBER.test(text)) throw new SyntaxError(WRONG);
  digitBytes(text); // Throws when DynamoDB cannot hold the number.
  const number = parseNumber(text) as number;
  return Number(number) === 0 ? 0 : number; // DynamoDB has no negative zero.
}
