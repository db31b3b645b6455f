const { projects, testTimeout } = require('../../jest.config.js');
const [unit] = projects;

/** The unit tests of src/, and the contract suites of its adapters on a running engine. */
module.exports = {
  ...unit,
  rootDir: '../..',
  testMatch: [
    '<rootDir>/test/unit/{aws,csvw,extract,formats,ledger,load,row,step}/**/*.test.ts',
    '<rootDir>/test/unit/{chain,config,errors,log,rejects}.test.ts',
    '<rootDir>/test/contract/{ledger,object-store,queue,record-table}.test.ts',
  ],
  // Stryker adds a line to each file, and this test counts the lines of examples.
  testPathIgnorePatterns: ['/test/unit/step/examples'],
  testTimeout,
  setupFiles: ['<rootDir>/proof/mutation/seed.ts'],
  runner: '<rootDir>/proof/mutation/runner.js',
};
