const MEND_INPUT = 'Mend the file, make put FILE=…, then make redrive.';
const CUT = 'Cut the file into smaller ones and send each.';
const MEND_MESSAGE =
  'Send a right message; make send makes one. Its fields are key, dataset, id, format, force.';

/** What to do about a dead letter, by its failure's code. */
const WAYS_OUT: Readonly<Record<string, string>> = {
  INPUT_MISSING: 'Upload the file: make put FILE=…, then make redrive.',
  MESSAGE_INVALID: MEND_MESSAGE,
  MESSAGE_NOT_JSON: MEND_MESSAGE,
  FORMAT_UNKNOWN: 'Send it again with FORMAT=json, ndjson, csv or tsv.',
  JSON_NOT_ARRAY: 'Make it an array, or send it again with FORMAT=ndjson if it has one object a line.',
  JSON_TRUNCATED: MEND_INPUT,
  JSON_INVALID: MEND_INPUT,
  CSV_QUOTE_NOT_CLOSED: MEND_INPUT,
  INPUT_NOT_UTF8: 'Save the file as UTF-8, make put FILE=…, then make redrive.',
  GZIP_INVALID: MEND_INPUT,
  INPUT_TOO_LARGE: CUT,
  TOO_MANY_ROWS: CUT,
  TOO_MANY_PARTS: CUT,
  RECORD_TOO_LARGE: MEND_INPUT,
  COLUMNS_TOO_MANY: MEND_INPUT,
  COLUMN_NAMES_TOO_LONG: MEND_INPUT,
  HEADER_EMPTY: MEND_INPUT,
  HEADER_DUPLICATE: MEND_INPUT,
};

/** What to do about a dead letter that died of this code, if it is known. */
export function wayOut(code = ''): string {
  return WAYS_OUT[code] ?? 'Mend the cause (make logs says more), then make redrive.';
}

/** The codes that have a way out of their own. */
export const CODES_WITH_A_WAY_OUT: readonly string[] = Object.keys(WAYS_OUT);
