import { createHash } from 'node:crypto';
import fc from 'fast-check';

/** Seeded random choices: the same calls in the same order give the same answers. */
export interface Dice {
  /** Returns a whole number, both ends included. */
  int(least: number, most: number): number;
  /** Returns true with this probability. */
  chance(probability: number): boolean;
  one<T>(choices: readonly T[]): T;
  /** Returns one of the choices, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, T])[]): T;
  /** Returns a few characters of Unicode, including control characters. */
  text(): string;
  /** Returns the shortest text of any double that DynamoDB can hold. */
  double(): string;
  /** Returns a whole number of up to 38 digits. */
  digits(): string;
}

const text = () => fc.string({ unit: 'binary', maxLength: 12 });
const double = () => fc.double({ min: -1e100, max: 1e100, noNaN: true });
const digits = () => fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });

/**
 * Returns dice for a purpose.
 * @param name the purpose: each has its own dice, so that job 7 does not depend on what job 6 took
 */
export function diceOf(seed: number, name: string): Dice {
  const [draw] = fc.sample(fc.noBias(fc.gen()), { seed: hash(seed, name), numRuns: 1 });
  if (!draw) throw new Error('fast-check gave no generator');
  const int = (min: number, max: number) => draw(fc.integer, { min, max });
  const one = <T>(choices: readonly T[]) => choices[int(0, choices.length - 1)] as T;
  return {
    int,
    one,
    chance: (probability) => int(0, 999_999) < probability * 1_000_000,
    weighted: (choices) => one(choices.flatMap(([weight, it]) => Array.from({ length: weight }, () => it))),
    text: () => draw(text),
    double: () => {
      const number = draw(double);
      return Math.abs(number) < 1e-100 ? '0' : JSON.stringify(number);
    },
    digits: () => String(draw(digits)),
  };
}

function hash(seed: number, name: string): number {
  return createHash('sha256').update(`${seed} ${name}`).digest().readInt32BE();
}
