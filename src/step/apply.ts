import { PermanentFailure, RowRejected } from '../errors';
import type { Row } from '../row/value';
import { skip } from './outcome';
import type { About, Dataset } from './pipeline';
import { type Made, resultRow } from './result';
import type { Issue, StandardSchema } from './standard-schema';
import { failureOf } from './thrown';

/** The most issues that are reported per row, and the longest text of an issue, which can repeat the row's content. */
const ISSUES = 3;
const ISSUE_CHARS = 300;

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
  const told = result.issues.slice(0, ISSUES).map(tell).join('; ');
  throw new RowRejected('SCHEMA_MISMATCH', { problems: more > 0 ? `${told}; and ${more} more` : told });
}

/** Returns an issue as text, such as `rain_mm: must be a decimal number`. */
function tell({ path = [], message }: Issue): string {
  const field = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  const text = field === '' ? message : `${field}: ${message}`;
  return text.length > ISSUE_CHARS ? `${text.slice(0, ISSUE_CHARS).toWellFormed()}…` : text;
}
