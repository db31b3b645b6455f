const FOLDER = '.sluice/mutation';

/** Failures whose message comes after their code; of any other error it comes first. */
const CODED = new Set(['PermanentFailure', 'RetryableFailure', 'RowRejected']);

/**
 * Leaves out the wording of errors: the messages are for people, and no test holds their words.
 * Codes are mutated, and so is whether an error is thrown at all.
 */
const wording = {
  shouldIgnore({ node, parent }) {
    if (parent?.type !== 'NewExpression') return undefined;
    const { name } = parent.callee;
    if (node !== parent.arguments[CODED.has(name) ? 1 : 0]) return undefined;
    return CODED.has(name) || name?.endsWith('Error') ? 'the wording of an error' : undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: wording }];

/** Mutation testing: which changes of src/ does no unit or contract test notice? `make mutate` runs it. */
export default {
  mutate: ['src/**/*.ts'],
  plugins: ['@stryker-mutator/jest-runner', './stryker.config.mjs'],
  ignorers: ['wording'],
  testRunner: 'jest',
  jest: { configFile: 'test/mutation/jest.config.js' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 30_000,
  incremental: true,
  incrementalFile: `${FOLDER}/incremental.json`,
  tempDirName: `${FOLDER}/sandbox`,
  // Stryker would rewrite tsconfig.json with TypeScript's own API, which TypeScript 7 has not; swc does not read it.
  ignorePatterns: ['.sluice', '.serverless', 'coverage', 'docs', 'tsconfig.json'],
  reporters: ['clear-text', 'progress', 'html', 'json'],
  htmlReporter: { fileName: `${FOLDER}/report.html` },
  jsonReporter: { fileName: `${FOLDER}/report.json` },
  clearTextReporter: { allowEmojis: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
};
