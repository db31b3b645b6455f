const { availableParallelism } = require('node:os');

// Functions on AWS run on Node 22; the tool chain may still run on Node 20.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** One project for each kind of test. swc compiles them; tsc checks their types. */
const project = (displayName, more) => ({
  displayName,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  modulePathIgnorePatterns: ['<rootDir>/.sluice/'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  ...more,
});

// These two talk to the engine: it is started and stage local-test deployed before them.
const onEngine = {
  globalSetup: '<rootDir>/test/support/engine-up.ts',
  globalTeardown: '<rootDir>/test/support/engine-down.ts',
};

module.exports = {
  projects: [
    project('unit'),
    project('fuzz'),
    project('contract', onEngine),
    project('e2e', onEngine),
    // What a person does in many steps: the pages of docs/, a lab, the live page.
    project('journeys', onEngine),
    // The fault catalogue, on its own stages.
    project('faults', { ...onEngine, globalSetup: '<rootDir>/test/support/catalogue/up.ts' }),
  ],
  // A deadline, for a machine on which several such runs compete.
  testTimeout: 240_000,
  // Most tests wait for an engine or a child process: more of them than processors are at work.
  maxWorkers: Math.max(4, availableParallelism()),
  testSequencer: '<rootDir>/test/support/run/sequencer.js',
  reporters: [
    'default',
    '<rootDir>/test/support/run/reporter.js',
    // Repeats the failures at the end, where a reader looks first; by default, only after more than twenty files.
    ['summary', { summaryThreshold: 0 }],
  ],
  // For the tests of the fault catalogue, which wait most of their time.
  maxConcurrency: 50,
  collectCoverageFrom: ['src/**/*.ts', 'kit/**/*.ts'],
  // Counters in the compiled code: V8's own coverage costs four times as much, for what each worker has to sort out.
  coverageProvider: 'babel',
  coverageReporters: ['text-summary', 'lcov'],
};
