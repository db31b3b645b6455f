import { type Catalogue, openCatalogue } from './catalogue';
import { ALONE_STAGE, type CatalogueStage } from './stages';

/** Returns what runs tests on a stage one at a time: each has the stage's functions to itself. */
export function turnsOn(stageName: CatalogueStage) {
  const stage = openCatalogue(stageName);
  let before: Promise<unknown> = Promise.resolve();
  return (run: (flow: Catalogue) => Promise<void>): Promise<void> => {
    const turn = before.then(async () => run(await stage));
    before = turn.catch(() => {});
    return turn;
  };
}

/** Runs a test that may kill the functions, or measure them. */
export const alone = turnsOn(ALONE_STAGE);
