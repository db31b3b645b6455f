const { default: TestRunner } = require('jest-runner');

/**
 * Runs the fastest file first, and stops after a file that kills the mutant. Jest's own `bail` does not work in Stryker.
 */
module.exports = class extends TestRunner {
  runTests(tests, watcher, options) {
    this.on('test-file-success', ([, { numFailingTests }]) => {
      if (numFailingTests > 0) watcher.setState({ interrupted: true });
    });
    const quickest = [...tests].sort((a, b) => (a.duration ?? 0) - (b.duration ?? 0));
    return super.runTests(quickest, watcher, options);
  }
};
