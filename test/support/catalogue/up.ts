import { proxyOf } from '../../../kit/faults/faults';
import { engine as engineOfCheckout } from '../../../kit/session';
import { empty } from '../../../kit/workflow/empty';
import engineUp from '../engine-up';
import { deployTestStage, openTestStage } from '../stack';

/** The catalogue's stage. */
export const CATALOGUE_STAGE = 'local-catalogue';
/** The stage on which one test at a time kills, misconfigures or measures the functions. */
export const ALONE_STAGE = 'local-alone';

/** The stage with large batches and low job limits. */
export const CATALOGUE_PARAMS = {
  ...{ batchSize: 10, partRows: 1000 },
  ...{ jobBytes: 24 * 1024 * 1024, jobRows: 20_000, jobParts: 10 },
};
export const ALONE_PARAMS = {
  /** Seconds. When a killed function's message is visible again, its claim has expired as well. */
  extractTimeout: 15,
  loadTimeout: 40,
  visibilityTimeout: 16,
  batchSize: 10,
  partRows: 2000,
  /** MB. */
  memorySize: 256,
  /** The most bytes of an input after decompression. */
  jobBytes: 640 * 1024 * 1024,
  jobRows: 100_000,
  jobParts: 100,
};

/** Deploys and empties both stages: dead letters of an earlier run would be read again and again. */
export default async function catalogueUp(): Promise<void> {
  await engineUp();
  for (const [name, params] of [
    [CATALOGUE_STAGE, CATALOGUE_PARAMS],
    [ALONE_STAGE, ALONE_PARAMS],
  ] as const) {
    await deployTestStage(name, params);
    const { stack, aws } = await openTestStage(name);
    await empty(stack, aws, () => {});
  }
  // The watch starts here because it loads a module, which jest does not allow in concurrent tests.
  const { engine, place } = await engineOfCheckout();
  if (engine.workers) await proxyOf(engine, place).start(process.env.SLUICE_TEST_ENDPOINT ?? '', () => {});
}
