import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Pipeline } from '../../src/step/pipeline';
import { KitError } from '../errors';
import { ROOT } from '../session';

/** The file that holds the user's own step. */
export const OWN_STEP = 'src/pipeline.ts';

/** Reads a pipeline file. @throws KitError `NO_FILE`, or `BAD_PIPELINE` when it cannot be used */
export function readPipeline(file = OWN_STEP): Pipeline {
  const full = path.resolve(ROOT, file);
  if (!existsSync(full)) {
    throw new KitError({
      code: 'NO_FILE',
      message: `There is no file ${file}.`,
      fix: `Name a file like ${OWN_STEP}: PIPELINE=examples/typed-csv/pipeline.ts`,
    });
  }
  try {
    const { default: pipeline } = require(full) as { default?: Partial<Pipeline> };
    if (pipeline?.datasets instanceof Map) return pipeline as Pipeline;
  } catch (cause) {
    throw badPipeline(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
  throw badPipeline(file, 'its default export is not a pipeline');
}

/**
 * Runs the user's own step as it is in this moment, as deploying does: `readPipeline` answers with what it read first.
 * @throws KitError `BAD_PIPELINE`
 */
export function checkOwnStep(): void {
  try {
    require(path.join(ROOT, 'stack', 'pipeline.js'))();
  } catch (cause) {
    throw badPipeline(OWN_STEP, (cause as Error).message, cause);
  }
}

function badPipeline(file: string, why: string, cause?: unknown): KitError {
  return new KitError({
    code: 'BAD_PIPELINE',
    message: `${file} cannot be used: ${why}`,
    fix: `Correct it. It must end in: export default pipeline({ version: 1, datasets: {} });`,
    cause,
  });
}
