import { RowRejected } from '../../errors';
import type { Read } from '../../record/read';
import { parseJson, type Row, type Value } from '../../record/value';

/** A row out of the text of one JSON value. @throws SyntaxError when it is not JSON */
export function readRecord(row: number, raw: string): Read {
  const value = parseJson(raw);
  if (isRow(value)) return { row, raw, record: value };
  return { row, raw, fault: new RowRejected('ROW_NOT_OBJECT', 'a row must be a JSON object') };
}

function isRow(value: Value): value is Row {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
