import { type Catalogue, openCatalogue } from './catalogue';
import { ALONE_STAGE } from './up';

const stage = openCatalogue(ALONE_STAGE);
let before: Promise<unknown> = Promise.resolve();

/** Runs a test on the stage whose functions it has to itself: it may kill them, or measure them. */
export function alone(run: (flow: Catalogue) => Promise<void>): Promise<void> {
  const turn = before.then(async () => run(await stage));
  before = turn.catch(() => {});
  return turn;
}
