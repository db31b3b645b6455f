const { projects, testTimeout } = require('../jest.config.js');
const [unit] = projects;

/** The tests of proof/. */
module.exports = {
  ...unit,
  displayName: 'proof',
  rootDir: '..',
  testMatch: ['<rootDir>/proof/test/**/*.test.ts'],
  testTimeout,
};
