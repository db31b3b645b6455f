import { Mutex } from 'async-mutex';
import { type Catalogue, openCatalogue } from './catalogue';
import { ALONE_STAGE } from './up';

const stage = openCatalogue(ALONE_STAGE);
const mutex = new Mutex();

/** Runs a test on the stage whose functions it has to itself: it may kill them, or measure them. */
export function alone(run: (flow: Catalogue) => Promise<void>): Promise<void> {
  return mutex.runExclusive(async () => run(await stage));
}
