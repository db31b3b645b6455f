const Sequencer = require('@jest/test-sequencer').default;

/** What waits longest is first, so that everything else runs meanwhile: also in a fresh clone, of which jest knows no times. */
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
