import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildSync, type Message } from 'esbuild';
import { closest, distance } from 'fastest-levenshtein';
import type { Pipeline } from '../../src/step/pipeline';
import { placeOf } from '../../src/step/thrown';
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
    throw badPipeline(file, reasonOf(full, cause));
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
    throw badPipeline(OWN_STEP, reasonOf(path.join(ROOT, OWN_STEP), cause));
  }
}

/** How many letters a misspelt name may differ in from the one that was meant. */
const TYPO = 2;

/** Returns a warning about a dataset that the step has no entry for; undefined if the step has one, or has no entries. */
export function withoutEntry({ datasets }: Pipeline, dataset: string, file = OWN_STEP): string | undefined {
  if (datasets.size === 0 || datasets.has(dataset)) return undefined;
  const nearest = closest(dataset, [...datasets.keys()]);
  const hint = distance(dataset, nearest) <= TYPO ? ` Did you mean ${nearest}?` : '';
  return `${file} has no entry for dataset ${dataset}: its rows pass as they are.${hint}`;
}

/** Returns warnings for the sender of a dataset's file, when this version of the step is deployed. */
export function stepWarnings(dataset: string, deployed: number, read = readPipeline): string[] {
  let pipeline: Pipeline;
  try {
    pipeline = read();
  } catch (error) {
    return [(error as Error).message]; // The deployed step works, so the file can be sent.
  }
  const { version } = pipeline;
  const stale =
    version !== deployed &&
    `${OWN_STEP} has version ${version}, but the functions were deployed with ${deployed} and use that. Run make deploy, then send again.`;
  return [stale, withoutEntry(pipeline, dataset)].filter((text) => typeof text === 'string');
}

/**
 * Returns why a file could not be run. The compiler's message is preferred because it has the place: for a missing
 * import, Node.js names only where the import is used, if anything.
 */
function reasonOf(file: string, cause: unknown): string {
  const found = compilerMessages(file);
  if (found.length > 0) return found.join('\n');
  const place = placeOf(cause);
  return `${cause instanceof Error ? cause.message : String(cause)}${place ? ` at ${place}` : ''}`;
}

function compilerMessages(file: string): string[] {
  try {
    const { warnings } = buildSync({
      ...{ entryPoints: [file], absWorkingDir: ROOT, bundle: true },
      ...{ platform: 'node', write: false, logLevel: 'silent' },
    });
    return warnings.filter(({ id }) => id === 'import-is-undefined').map(told);
  } catch (failure) {
    return (failure as { errors?: Message[] }).errors?.map(told) ?? [];
  }
}

/** Returns a line such as `src/pipeline.ts:2: Could not resolve "valbot"`. */
function told({ text, location, notes }: Message): string {
  const hint = notes.find((note) => note.text.startsWith('Did you mean'));
  const where = location ? `${location.file}:${location.line}: ` : '';
  return `${where}${text}${hint ? `. ${hint.text}` : ''}`;
}

function badPipeline(file: string, reason: string): KitError {
  return new KitError('BAD_PIPELINE', { file, reason });
}
