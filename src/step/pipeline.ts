import * as v from 'valibot';
import type { RowRejected } from '../errors';
import { READING, type Reading } from '../formats/reading';
import type { Row } from '../row/value';
import type { skip } from './outcome';
import { isStandardSchema, type OutputOf, type StandardSchema } from './standard-schema';

/** What happens to the rows of one dataset, and how its files are read unless a message says otherwise. */
export interface Dataset extends Reading {
  /**
   * The columns that make a row's id when a message names none. They are columns of the row that `transform` returns.
   */
  readonly id?: readonly string[];
  /** The schema of a row, from any library that implements Standard Schema. It may change the row. */
  readonly schema?: StandardSchema;
  /** Changes, rejects or skips a row. The result must depend only on the row. */
  readonly transform?: (row: never, about: About) => Transformed;
}

/** What else a transform knows about its row. */
export interface About {
  /** The row's number in the file, from 1. */
  readonly number: number;
}

/** A row of JSON values, `reject(code, message)` or `skip`. */
export type Transformed = Readonly<Record<string, unknown>> | RowRejected | typeof skip;

/** The user's own step. */
export interface Pipeline {
  readonly version: number;
  readonly datasets: ReadonlyMap<string, Dataset>;
}

type RowOf<Schema> = Schema extends StandardSchema ? OutputOf<Schema> : Row;

/** Describes what happens to the rows of one dataset. Its transform gets the row that its schema returns. */
export function dataset<Schema extends StandardSchema | undefined = undefined>(
  options: Omit<Dataset, 'schema' | 'transform'> & {
    readonly schema?: Schema;
    readonly transform?: (row: RowOf<Schema>, about: About) => Transformed;
  },
): Dataset {
  return options as Dataset;
}

const name = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
const Entry = v.strictObject({
  id: v.optional(v.pipe(v.array(name, 'must be a list of columns'), v.minLength(1, 'must name a column'))),
  schema: v.optional(v.custom<StandardSchema>(isStandardSchema, 'must be a Standard Schema')),
  transform: v.optional(v.function('must be a function')),
  ...READING,
});
const Options = v.strictObject({
  version: v.custom<number>(
    (n) => Number.isSafeInteger(n) && Number(n) > 0,
    'must be a whole number above 0',
  ),
  datasets: v.record(v.string(), Entry, 'must be an object'),
});

/**
 * Describes the user's own step.
 * @param options `version` is part of each job's id: after an increase, files that were done are done again when they
 *   are sent again. `datasets` has an entry for each dataset with rows to change or check.
 * @throws Error that names each wrong or misspelt option; the function then fails to start
 */
export function pipeline(options: {
  readonly version: number;
  readonly datasets: Readonly<Record<string, Dataset>>;
}): Pipeline {
  const parsed = v.safeParse(Options, options);
  if (parsed.success)
    return { version: options.version, datasets: new Map(Object.entries(options.datasets)) };
  const faults = parsed.issues.map((issue) => {
    const where = v.getDotPath(issue) ?? 'the pipeline';
    const unknown = issue.type === 'strict_object' && issue.expected === 'never';
    return `${where} ${unknown ? 'is not an option' : issue.message}`;
  });
  throw new Error(`Bad pipeline: ${faults.join('; ')}`);
}

/** A pipeline that leaves every row unchanged. */
export const noPipeline: Pipeline = pipeline({ version: 1, datasets: {} });
