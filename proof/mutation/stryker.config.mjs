const FOLDER = '.sluice/mutation';

/**
 * Leaves out the wording of errors, which no test checks: the values in the message of a failure, and the message of any
 * other error. Codes are mutated, and so is whether an error is thrown.
 */
const wording = {
  shouldIgnore({ node, parent }) {
    if (parent?.type !== 'NewExpression') return undefined;
    const { name } = parent.callee;
    const coded = /^(PermanentFailure|RetryableFailure|RowRejected)$/.test(name);
    if (node !== parent.arguments[coded ? 1 : 0]) return undefined;
    return coded || name?.endsWith('Error') ? 'the wording of an error' : undefined;
  },
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: wording }];

/** Mutation testing: which changes of src/ does no unit or contract test notice? `./sluice mutate` runs it. */
export default {
  // src/codes.ts contains only wording and codes, and the compiler checks the codes.
  mutate: ['src/**/*.ts', '!src/codes.ts'],
  plugins: ['@stryker-mutator/jest-runner', './proof/mutation/stryker.config.mjs'],
  ignorers: ['wording'],
  testRunner: 'jest',
  jest: { configFile: 'proof/mutation/jest.config.js' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 30_000,
  incremental: true,
  incrementalFile: `${FOLDER}/incremental.json`,
  tempDirName: `${FOLDER}/sandbox`,
  // Stryker would rewrite tsconfig.json with an API that TypeScript 7 does not have. swc does not read that file.
  ignorePatterns: ['.sluice', '.serverless', 'coverage', 'docs', 'tsconfig.json'],
  reporters: ['clear-text', 'progress', 'html', 'json'],
  htmlReporter: { fileName: `${FOLDER}/report.html` },
  jsonReporter: { fileName: `${FOLDER}/report.json` },
  clearTextReporter: { allowEmojis: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
};
