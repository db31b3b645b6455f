import { proxyOf } from '../../../kit/faults/faults';
import { engine as engineOfCheckout } from '../../../kit/session';
import { empty } from '../../../kit/workflow/empty';
import engineUp from '../engine-up';
import { deployTestStage, openTestStage } from '../stack';

/** The catalogue's stage. */
export const CATALOGUE_STAGE = 'local-catalogue';
/** Where a test has the functions to itself: there they are killed, misconfigured and measured. */
export const ALONE_STAGE = 'local-alone';

/** Many messages are received together there, and the limits of a job are soon reached. */
export const CATALOGUE_PARAMS = {
  ...{ batchSize: 10, partRows: 1000 },
  ...{ jobBytes: 24 * 1024 * 1024, jobRows: 20_000, jobParts: 10 },
};
export const ALONE_PARAMS = {
  /** Seconds. What a killed function leaves behind comes back when its claim has run out as well. */
  extractTimeout: 15,
  loadTimeout: 40,
  visibilityTimeout: 16,
  batchSize: 10,
  partRows: 2000,
  /** MB. */
  memorySize: 256,
  /** The most that an input may hold after decompression. */
  jobBytes: 640 * 1024 * 1024,
  jobRows: 100_000,
  jobParts: 100,
};

/** Both stages are deployed and empty: dead letters of an earlier run would be looked through again and again. */
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
  // Here, since starting it loads a module, which jest does not allow in concurrent tests.
  const { engine, place } = await engineOfCheckout();
  if (engine.workers) await proxyOf(engine, place).start(process.env.SLUICE_TEST_ENDPOINT ?? '', () => {});
}
