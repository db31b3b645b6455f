const { projects, testTimeout } = require('../../jest.config.js');
const [unit] = projects;

/** Tests of the tools, the template, the bundles or the pages, which no change of src/ affects. */
const OTHERS = [
  'unit/kit/',
  'unit/stack',
  'unit/bundle',
  'unit/iam',
  'unit/compose',
  'unit/security-page',
  'unit/codes',
  'contract/faults',
];

/** The unit tests of src/ and, on a running engine, the contract suites of its adapters. */
module.exports = {
  ...unit,
  rootDir: '../..',
  testMatch: [...unit.testMatch, '<rootDir>/test/contract/**/*.test.ts'],
  testPathIgnorePatterns: OTHERS.map((name) => `/test/${name}`),
  testTimeout,
  setupFiles: ['<rootDir>/test/mutation/seed.ts'],
  runner: '<rootDir>/test/mutation/runner.js',
};
