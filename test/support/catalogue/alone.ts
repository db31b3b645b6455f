import { type Catalogue, openCatalogue } from './catalogue';
import { ALONE_STAGE } from './up';

const stage = openCatalogue(ALONE_STAGE);
let before: Promise<unknown> = Promise.resolve();

/** Runs a test alone on a stage, where it may kill the functions or measure them. */
export function alone(run: (flow: Catalogue) => Promise<void>): Promise<void> {
  const turn = before.then(async () => run(await stage));
  before = turn.catch(() => {});
  return turn;
}
