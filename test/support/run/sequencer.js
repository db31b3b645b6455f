const Sequencer = require('@jest/test-sequencer').default;

/** Runs the tests that wait longest first, so that everything else runs while they wait. In a fresh clone, jest knows no times. */
const FIRST = [
  '/test/faults/',
  '/test/journeys/',
  '/test/e2e/',
  '/test/contract/',
  '/test/unit/extract/memory',
];

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = FIRST.findIndex((part) => path.includes(part));
      return found === -1 ? FIRST.length : found;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
