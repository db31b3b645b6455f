import { type Faults, openFaults } from '../../../kit/faults/faults';
import { openTestStage } from '../stack';
import { type Catalogue, openCatalogue } from './catalogue';
import { ALONE_STAGE, CALLS_STAGE, type CatalogueStage } from './stages';
import { FUNCTIONS_HERE } from './workers';

/** Returns what runs tests on a stage one at a time: each has the stage's functions to itself. */
function turnsOn(stageName: CatalogueStage) {
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

const inTurn = turnsOn(CALLS_STAGE);

/** Runs a test alone on a stage whose functions call through a proxy. */
export function throughProxy(run: (flow: Catalogue, faults: Faults) => Promise<void>): Promise<void> {
  return inTurn(async (flow) => {
    const faults = await openFaults(await openTestStage(CALLS_STAGE));
    try {
      await run(flow, faults);
    } finally {
      await faults.close();
    }
  });
}

/** Runs a test alone, with faults where the functions can reach a proxy. */
export function aloneWithFaults(
  run: (flow: Catalogue, faults: Faults | undefined) => Promise<void>,
): Promise<void> {
  return FUNCTIONS_HERE ? throughProxy(run) : alone((flow) => run(flow, undefined));
}
