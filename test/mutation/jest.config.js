const { projects, testTimeout } = require('../../jest.config.js');
const [unit] = projects;

/** The unit tests of what src/ does: not of the tools, the template, the bundles or the pages. */
module.exports = {
  ...unit,
  rootDir: '../..',
  testPathIgnorePatterns: [
    'kit/',
    'bench/',
    'stack',
    'bundle',
    'iam',
    'compose',
    'security-page',
    'codes',
    'breaks',
  ].map((name) => `/test/unit/${name}`),
  testTimeout,
  setupFiles: ['<rootDir>/test/mutation/seed.ts'],
  runner: '<rootDir>/test/mutation/runner.js',
};
