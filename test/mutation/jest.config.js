const { projects, testTimeout } = require('../../jest.config.js');
const [unit] = projects;

/** The unit tests of src/. `stack.test.ts` packages the template, which no change of src/ shows in. */
module.exports = {
  ...unit,
  rootDir: '../..',
  testPathIgnorePatterns: ['/test/unit/kit/', '/test/unit/stack'],
  testTimeout,
  setupFiles: ['<rootDir>/test/mutation/seed.ts'],
  runner: '<rootDir>/test/mutation/runner.js',
};
