import { pipeline } from './step';

/**
 * Your own step: what happens to the rows of a dataset before they are stored. README.md has an example, `examples/`
 * has two complete ones, and `make try FILE=…` shows the result for a file.
 */
export default pipeline({
  version: 1, // Increase it, and files that were done are done again when they are sent again: ./sluice rerun DATASET
  datasets: {},
});
