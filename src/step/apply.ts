import { PermanentFailure, RowRejected } from '../errors';
import type { Row } from '../row/value';
import { jsonRow, type Made } from './json-row';
import { skip } from './outcome';
import type { Dataset } from './pipeline';
import type { Issue, Result, StandardSchema } from './standard-schema';
import { failureOf } from './thrown';

/** How many of the issues of a row are reported, and how long the text of one may be: it can repeat the row's content. */
const ISSUES = 3;
const ISSUE_CHARS = 300;

/**
 * Applies a dataset's schema and then its transform to a row.
 * @returns what was made of the row; undefined when the transform skips it
 * @throws RowRejected `SCHEMA_MISMATCH`, or what the transform rejects it with
 * @throws PermanentFailure when the code throws, is asynchronous, or makes something that is not a row
 */
export function apply({ schema, transform }: Dataset, row: Row, number: number): Made | undefined {
  let made: unknown = row;
  if (schema) made = conform(schema, made, number);
  if (transform) {
    try {
      made = (transform as (row: unknown, about: { number: number }) => unknown)(made, { number });
    } catch (error) {
      if (error instanceof RowRejected) throw error;
      throw failureOf('transform', number, error);
    }
    if (made === skip) return undefined;
    if (made instanceof RowRejected) throw made;
  }
  return jsonRow(made, number);
}

function conform(schema: StandardSchema, row: unknown, number: number): unknown {
  let result: Result<unknown> | Promise<unknown>;
  try {
    result = schema['~standard'].validate(row);
  } catch (error) {
    throw failureOf('schema', number, error);
  }
  if (result instanceof Promise) {
    result.catch(() => {}); // Else its error ends the process, and shows in its log.
    throw new PermanentFailure('SCHEMA_ASYNC', 'the schema is asynchronous; a schema must answer at once');
  }
  if (!result.issues) return result.value;
  const more = result.issues.length - ISSUES;
  const told = result.issues.slice(0, ISSUES).map(tell).join('; ');
  throw new RowRejected('SCHEMA_MISMATCH', more > 0 ? `${told}; and ${more} more` : told);
}

/** `rain_mm: must be a decimal number`. */
function tell({ path = [], message }: Issue): string {
  const field = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  const text = field === '' ? message : `${field}: ${message}`;
  return text.length > ISSUE_CHARS ? `${text.slice(0, ISSUE_CHARS).toWellFormed()}…` : text;
}
