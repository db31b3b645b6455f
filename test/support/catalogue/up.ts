import { proxyOf } from '../../../kit/faults/faults';
import { engine as engineOfCheckout } from '../../../kit/session';
import engineUp from '../engine-up';

/** Starts the engine and the fault proxy. The catalogue deploys its stages itself, while other tests are at work. */
export default async function catalogueUp(): Promise<void> {
  await engineUp();
  // Started here, because that loads a module, which jest does not allow in concurrent tests.
  const { engine, place } = await engineOfCheckout();
  if (engine.workers) await proxyOf(engine, place).start(process.env.SLUICE_TEST_ENDPOINT ?? '', () => {});
}
