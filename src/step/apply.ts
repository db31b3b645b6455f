import { PermanentFailure, RowRejected } from '../errors';
import { type Row, toJson, type Value } from '../row/value';
import { skip } from './outcome';
import type { About, Dataset } from './pipeline';
import { type Made, resultRow } from './result';
import type { Issue, StandardSchema } from './standard-schema';
import { failureOf } from './thrown';

/** The most issues that are reported per row, and the longest text of an issue, which can repeat the row's content. */
const ISSUES = 3;
const ISSUE_CHARS = 300;
/** The longest text of a value that is shown: `./sluice rejects` has the whole row. */
const VALUE_CHARS = 40;

/**
 * Applies a dataset's schema and then its transform to a row.
 * @returns the resulting row; undefined when the transform skips the row
 * @throws RowRejected `SCHEMA_MISMATCH`, or the transform's own rejection
 * @throws PermanentFailure when the code throws, is asynchronous, or returns something that is not a row
 */
export function apply({ schema, transform }: Dataset, row: Row, number: number): Made | undefined {
  let at: 'schema' | 'transform' = 'schema';
  try {
    let made: unknown = schema ? conform(schema, row) : row;
    if (transform) {
      at = 'transform';
      made = (transform as (row: unknown, about: About) => unknown)(made, { number });
      if (made === skip) return undefined;
      if (made instanceof RowRejected) throw made;
    }
    return resultRow(made);
  } catch (error) {
    if (error instanceof RowRejected) throw error;
    throw failureOf(at, number, error);
  }
}

function conform(schema: StandardSchema, row: Row): unknown {
  const result = schema['~standard'].validate(row);
  if ('then' in result) {
    result.then(undefined, () => {}); // Otherwise its error ends the process and is logged.
    throw new PermanentFailure('SCHEMA_ASYNC');
  }
  if (!result.issues) return result.value;
  const more = result.issues.length - ISSUES;
  const told = result.issues
    .slice(0, ISSUES)
    .map((issue) => tell(issue, row))
    .join('; ');
  throw new RowRejected('SCHEMA_MISMATCH', { problems: more > 0 ? `${told}; and ${more} more` : told });
}

/** Returns an issue as text, such as `rain_mm: must be a decimal number, but is "a little"`. */
function tell({ path = [], message }: Issue, row: Row): string {
  const keys = path.map((part) => (typeof part === 'object' ? part.key : part));
  const problem = short(message, ISSUE_CHARS);
  if (keys.length === 0) return problem;
  const told = `${short(keys.map(String).join('.'), ISSUE_CHARS)}: ${problem}`;
  const value = valueAt(row, keys);
  const json = value === undefined ? 'undefined' : String(toJson(value));
  // The messages of some libraries end with what they received.
  if (message.endsWith(`received ${json}`)) return told;
  return `${told}, but is ${value === undefined ? 'missing' : short(json, VALUE_CHARS)}`;
}

function short(text: string, chars: number): string {
  return text.length > chars ? `${text.slice(0, chars).toWellFormed()}…` : text;
}

/** Returns the value that a path leads to; undefined when the row has none. */
function valueAt(row: Row, keys: readonly PropertyKey[]): Value | undefined {
  let at: unknown = row;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at as Value;
}
