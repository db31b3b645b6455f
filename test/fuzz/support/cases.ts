import fc from 'fast-check';

/** The number of cases per promise; `./sluice fuzz` tries 10,000. */
const CASES = Number(process.env.CASES || 200);

jest.setTimeout(60_000 + CASES * 100);

/** Tries a promise with many cases. A failure prints the seed (`./sluice fuzz --seed …`) and the smallest case that breaks it. */
export async function holds<T>(promise: fc.IAsyncProperty<T>): Promise<void> {
  const seed = process.env.SEED ? { seed: Number(process.env.SEED) } : {};
  // A case that takes seconds counts as hanging.
  await fc.assert(promise, { numRuns: CASES, timeout: 10_000, ...seed });
}
