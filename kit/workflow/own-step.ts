import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Pipeline } from '../../src/step/pipeline';
import { KitError } from '../errors';
import { ROOT } from '../session';

/** The file that holds the user's own step. */
export const OWN_STEP = 'src/pipeline.ts';

/** Reads a pipeline file. @throws KitError `BAD_PIPELINE` */
export function readPipeline(file = OWN_STEP): Pipeline {
  const full = path.resolve(ROOT, file);
  if (!existsSync(full)) throw badPipeline(file, 'there is no such file');
  try {
    const { default: pipeline } = require(full) as { default?: Partial<Pipeline> };
    if (pipeline?.datasets instanceof Map) return pipeline as Pipeline;
  } catch (cause) {
    throw badPipeline(file, cause instanceof Error ? cause.message : String(cause));
  }
  throw badPipeline(file, 'its default export is not a pipeline');
}

/**
 * Runs the current version of the user's own step, as a deployment does; `readPipeline` returns the version that it
 * read first.
 * @throws KitError `BAD_PIPELINE`
 */
export function checkOwnStep(): void {
  try {
    require(path.join(ROOT, 'stack', 'pipeline.js'))();
  } catch (cause) {
    throw badPipeline(OWN_STEP, (cause as Error).message);
  }
}

function badPipeline(file: string, reason: string): KitError {
  return new KitError('BAD_PIPELINE', { file, reason });
}
