import * as v from 'valibot';
import { digitBytes } from '../row/rules';
import { LosslessNumber, parseNumber } from '../row/value';

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;

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
 * 38 digits.
 *
 * All digits are kept. A number that a double cannot hold becomes an object that compares and calculates as the nearest
 * double; only `typeof` shows the difference. Returned unchanged, it is stored with all its digits.
 */
export function decimal(): v.GenericSchema<string | number | LosslessNumber, number> {
  return Decimal;
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
