import { empty } from '../../../kit/workflow/empty';
import { deployTestStage, openTestStage } from '../stack';

/** The catalogue's stage. */
export const CATALOGUE_STAGE = 'local-catalogue';
/** The stage on which one test at a time kills, misconfigures or measures the functions. */
export const ALONE_STAGE = 'local-alone';
/** The stage whose functions call the engine through the fault proxy, in one test at a time. */
export const CALLS_STAGE = 'local-calls';

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
  jobBytes: 384 * 1024 * 1024,
  jobRows: 100_000,
  jobParts: 100,
};
/** A part whose writes fail throughout costs three such timeouts. */
export const CALLS_PARAMS = { ...ALONE_PARAMS, loadTimeout: 20 };

const PARAMS = {
  [CATALOGUE_STAGE]: CATALOGUE_PARAMS,
  [ALONE_STAGE]: ALONE_PARAMS,
  [CALLS_STAGE]: CALLS_PARAMS,
};

export type CatalogueStage = keyof typeof PARAMS;

/** Deploys a stage and empties it: dead letters of an earlier run would be read again and again. */
export async function deployStage(name: CatalogueStage): Promise<void> {
  await deployTestStage(name, PARAMS[name]);
  const { stack, aws } = await openTestStage(name);
  await empty(stack, aws, () => {});
}
