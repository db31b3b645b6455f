/**
 * Every code with which a job or a row fails: what the code means and what the user does about it. Failure messages,
 * the advice that the kit prints, and docs/reference/errors.md are made from this table. A `{name}` is filled in where the
 * failure is thrown: with a number, a key or a column's name, never with a row's content, because messages go to logs.
 */

const NAME_THE_DELIMITER =
  'Send the file again and name its delimiter: `make send FILE=… DELIMITER="…"`, or `--delimiter "…"` with ./sluice (`tab` is a tab).';

/** Failures that no retry can help. */
export const PERMANENT = {
  ...fixedBy(
    'Send a valid message: `make send` makes one. Its fields are key, dataset, id, format, force and those that say how the file is read: docs/reference/job-message.md.',
    {
      MESSAGE_NOT_JSON: 'the message is not JSON',
      MESSAGE_INVALID: 'the message is not a valid job: {problem}',
    },
  ),
  ...fixedBy('Send the file again and name its format: `make send FILE=… FORMAT=csv`.', {
    FORMAT_UNKNOWN: 'the file extension does not name a format; "format" must be one of {formats}',
  }),
  ...fixedBy('Send the file again under a shorter name.', {
    FILE_NAME_TOO_LONG: 'the keys of the parts would take {bytes} bytes; S3 allows {most}',
  }),
  ...fixedBy('Let only the input bucket send events to the jobs queue.', {
    BUCKET_FOREIGN: 'the S3 event is about a bucket other than the input bucket',
  }),
  ...fixedBy(
    'Let the topic send only S3 events. If the dead letter is a SubscriptionConfirmation, open its SubscribeURL.',
    { SNS_WITHOUT_EVENT: 'the SNS message is not a notification with an S3 event' },
  ),
  ...fixedBy('Upload the object again, so that S3 sends a new event.', {
    KEY_UNDECODABLE: 'the key in the S3 event is not form-encoded',
    EVENT_INVALID: 'the event is not valid: {problem}',
  }),
  ...fixedBy(
    'Send the file again with the options that the message names, or make it one array of objects. If it is not JSON, name its format, such as FORMAT=csv.',
    {
      JSON_NOT_ARRAY: 'the JSON must be one array of objects, but is {found}',
    },
  ),
  ...fixedBy('Send the file again with the path of the array, such as JSON_PATH=/data/items.', {
    JSON_PATH_WRONG: 'there is no array at {path}: {reached} is {found}',
  }),
  ...fixedBy('Send the file again with FORMAT=dynamodb.', {
    DYNAMODB_JSON: 'the first row is an item in DynamoDB’s JSON format',
  }),
  ...fixedBy('Export the whole table (`FULL_EXPORT`), and send those files.', {
    DYNAMODB_CHANGES: 'the file is an incremental export of DynamoDB, which has changes instead of items',
  }),
  ...fixedBy('Send each of the joined files by itself.', {
    HEADER_MOVED: 'row {row} repeats the header with its columns in another order, as when files are joined',
  }),
  ...fixedBy(
    'Send the file again and name its encoding: `make send FILE=… ENCODING=windows-1252` (Western Europe), windows-1251 (Cyrillic), shift_jis, gb18030, … Or save it as UTF-8, and send it again.',
    { INPUT_NOT_UTF8: 'the text is not UTF-8 at byte {offset}' },
  ),
  ...fixedBy('Send the file again with another ENCODING. Or save it as UTF-8, and send that file.', {
    INPUT_NOT_IN_ENCODING: 'the text is not {encoding} near byte {offset}',
  }),
  ...fixedBy('Send the file again with the encoding that is named: `make send FILE=… ENCODING=utf-16le`.', {
    INPUT_UTF16: 'the text is UTF-16 ({encoding})',
  }),
  ...fixedBy('In the spreadsheet program, save the sheet as “CSV UTF-8”, and send that file.', {
    INPUT_XLSX: 'the file is an Excel workbook (.xlsx)',
    INPUT_XLS: 'the file is an old Excel workbook (.xls) or another Office document',
    INPUT_ODS: 'the file is an OpenDocument spreadsheet (.ods)',
  }),
  ...fixedBy('Unpack it, and send each file in it.', {
    INPUT_ZIP: 'the file is a zip archive',
    INPUT_TAR: 'the file is a tar archive',
  }),
  ...fixedBy('Decompress it, and send the result, which may be gzipped.', {
    INPUT_GZIPPED_TWICE: 'the file is gzipped twice',
    INPUT_COMPRESSED: 'the file is compressed with bzip2, xz or zstd, not gzip',
  }),
  ...fixedBy('Export the data as CSV or NDJSON, and send that file.', {
    INPUT_PARQUET: 'the file is Parquet',
    INPUT_PDF: 'the file is a PDF document',
  }),
  ...fixedBy(
    'Export the data as CSV or NDJSON, and send that file. If it is UTF-16, send it again with ENCODING=utf-16le.',
    { INPUT_BINARY: 'the file is not text: it has zero bytes, and is not UTF-8' },
  ),
  ...fixedBy('Save it as UTF-8, and send it again.', { INPUT_UTF32: 'the text is UTF-32' }),
  ...fixedBy('Send the file again with FORMAT=ndjson or, if it is one array, with FORMAT=json.', {
    INPUT_JSON: 'the file is JSON, and has no cells',
  }),
  ...fixedBy(
    'Open it in a browser: it may be an error page or a login page. Download the data again, as CSV or JSON, and send that file.',
    {
      INPUT_HTML: 'the file is a web page',
      INPUT_XML: 'the file is XML',
    },
  ),
  ...fixedBy('Correct the file, then run `./sluice put FILE` and `./sluice redrive`.', {
    JSON_TRUNCATED: 'the JSON ends at byte {offset}, before it is complete',
    JSON_INVALID: 'the JSON is not valid near byte {offset}: {problem}',
    GZIP_INVALID: 'the input starts like gzip but cannot be decompressed to its end',
    HEADER_EMPTY: 'column {number} of the header has no name',
    HEADER_DUPLICATE: 'column {number} of the header has the name of an earlier column',
    RECORD_TOO_LARGE: 'the row at {place} is longer than {most} bytes',
    COLUMNS_TOO_MANY: 'the rows have more than {most} columns',
    COLUMN_NAMES_TOO_LONG: 'the names of the columns take more than {most} bytes',
  }),
  ...fixedBy(
    'If quotes are part of the text in this file, send it with QUOTE=none. If not, close the quote, and send the file again.',
    {
      CSV_QUOTE_NOT_CLOSED: 'line {line}, column {column}: the quote that opens this cell is never closed',
    },
  ),
  ...fixedBy(
    'If quotes are part of the text in this file, send it with QUOTE=none. If not, put the whole cell in quotes, and write each quote inside it twice: `"5"" disk"`.',
    {
      CSV_INVALID_CLOSING_QUOTE: 'line {line}, column {column}: text follows the quote that closes this cell',
      INVALID_OPENING_QUOTE:
        'line {line}, column {column}: a quote is inside a cell that does not start with one',
    },
  ),
  ...fixedBy(
    'Remove the spaces before the quote, or send the file with QUOTE=none, which keeps quotes and spaces as text.',
    {
      QUOTE_AFTER_SPACE: 'line {line}, column {column}: a space comes before the quote that opens this cell',
    },
  ),
  ...fixedBy(
    'Write each quote inside a cell twice, without a backslash, or send the file with QUOTE=none, which keeps quotes and backslashes as text.',
    {
      QUOTE_AFTER_BACKSLASH:
        'line {line}, column {column}: a backslash comes before a quote inside this cell',
    },
  ),
  ...fixedBy(NAME_THE_DELIMITER, {
    DELIMITER_UNCLEAR: 'the first lines do not show whether {delimiters} is the delimiter',
    DELIMITER_IS_QUOTE: 'the delimiter and the quote are the same character',
  }),
  ...fixedBy('Split the file into smaller files and send each.', {
    INPUT_TOO_LARGE: 'the input has more than {most} bytes after decompression',
    TOO_MANY_ROWS: 'the input has more than {most} rows',
    TOO_MANY_PARTS: 'the job has more than {most} parts',
  }),
  ...fixedBy('Send the CSV as a job, which splits it into parts: `make send FILE=…`.', {
    CSV_TOO_LARGE: 'the CSV has no metadata and takes {bytes} bytes; at most {most} are read',
  }),
  ...fixedBy(
    'Correct src/pipeline.ts (`make try FILE=…` shows what it does), run `make deploy`, then `./sluice redrive`.',
    {
      TRANSFORM_FAILED: 'row {row}: the transform threw {thrown}{place}',
      SCHEMA_FAILED: 'row {row}: the schema threw {thrown}{place}',
      SCHEMA_ASYNC: 'the schema is asynchronous, but only synchronous schemas are supported',
      OUTPUT_NOT_JSON: '{where} {problem}, but must be {wanted}',
      REJECT_INVALID: 'reject() needs a code such as RAIN_NEGATIVE, in upper case, and a message',
    },
  ),
  ...fixedBy('Do not edit parts. Send the input again with FORCE=1, so that its parts are written again.', {
    METADATA_INVALID: 'the metadata beside the CSV is not valid: {problem}',
    METADATA_TOO_LARGE: 'the metadata beside the CSV takes {bytes} bytes; at most {most} are read',
    CSV_UNLIKE_METADATA: 'the CSV does not match its metadata: {difference}',
  }),
};

/** Failures that a retry may help. */
export const RETRYABLE = {
  ...fixedBy('Upload the file: `./sluice put FILE`. Then run `./sluice redrive`.', {
    INPUT_MISSING: 'the input bucket has no object with this key',
  }),
  ...fixedBy('If the CSV was not deleted on purpose, send its input again with FORCE=1.', {
    CSV_MISSING: 'the csv bucket has no object with this key',
  }),
  ...fixedBy(
    'No action is needed: it is retried automatically. If it still becomes a dead letter, run `./sluice redrive`.',
    {
      INPUT_CHANGED: 'the input was overwritten while its job started',
      CLAIM_LOST: 'the claim expired and another invocation took the job',
      OUT_OF_TIME: 'the input was not read in time',
      BODY_CUT: 'S3 sent {received} of {bytes} bytes',
      BODY_STALLED: 'S3 sent nothing for {ms} ms',
      OBJECT_WITHOUT_BODY: 'S3 answered without a body',
      OBJECT_WITHOUT_ETAG: 'S3 answered without an ETag or a length',
      UPLOAD_GONE: 'S3 no longer has the part that was uploaded',
      TABLE_THROTTLED: 'DynamoDB wrote none of the items in time',
      TABLE_TOO_SLOW: 'the part was not written in {invocations} invocations',
    },
  ),
  ...fixedBy(
    'No action is needed: it is retried when that claim ends. If it still becomes a dead letter, run `./sluice redrive`, which removes the message if its job is done, or runs the job again.',
    { JOB_CLAIMED: 'another invocation had already claimed the job of this message' },
  ),
  ...fixedBy('Find the cause with `./sluice logs` and remove it, then run `./sluice redrive`.', {
    UNEXPECTED: 'the error has no code',
  }),
};

/** Reasons why a single row cannot become an item. */
export const REJECTED = {
  ...fixedBy(
    'Correct the rows that `./sluice rejects` shows, and send the file again. If the file is one array, send it with FORMAT=json. If its objects take several lines each, write each on one line: `jq -c .`.',
    {
      LINE_NOT_JSON: 'the line is not JSON',
      ROW_NOT_OBJECT: 'the row is not a JSON object',
    },
  ),
  ...fixedBy('Correct the rows that `./sluice rejects` shows, and send the file again.', {
    ROW_EMPTY: 'the row has no fields',
    ROW_SHORT: 'the row has fewer cells ({cells}) than the header has columns ({columns})',
    ROW_LONG: 'the row has more cells ({cells}) than the header has columns ({columns})',
    FIELD_UNNAMED: 'a field has no name',
    FIELD_NAME_TOO_LONG: 'the name of a field takes {bytes} bytes; DynamoDB allows {most}',
    NUMBER_TOO_LONG: 'a number has {digits} digits; DynamoDB allows {most}',
    NUMBER_OUT_OF_RANGE: 'a number has the exponent {exponent}; DynamoDB allows {least} to {most}',
    NUMBER_NEGATIVE_ZERO: 'a number is -0, which DynamoDB does not have',
    NESTED_TOO_DEEP: 'the row has lists or objects more than {most} levels deep; DynamoDB allows {most}',
    TEXT_NOT_UNICODE: 'a text contains half of a surrogate pair',
    ITEM_TOO_LARGE: 'the item would take {bytes} bytes; DynamoDB allows {most}',
  }),
  ...fixedBy(
    'Correct the rows that `./sluice rejects` shows, and send the file again. If it is the output of a scan or a query, add JSON_PATH=/Items.',
    { ITEM_INVALID: 'a value of the item does not have a DynamoDB type' },
  ),
  ...fixedBy(
    'If files were joined, no action is needed: the rows of all of them are read. If the row is data, rename a column in the header, and send the file again.',
    { HEADER_REPEATED: 'the row repeats the header, as when files are joined' },
  ),
  ...fixedBy('Correct the rows that `./sluice rejects` shows, or the schema in src/pipeline.ts.', {
    SCHEMA_MISMATCH: 'the row does not match its schema: {problems}',
  }),
  ...fixedBy(
    'Rename the field, with a transform in src/pipeline.ts or in the file, and send the file again.',
    {
      FIELD_RESERVED: 'the field name {field} is reserved',
    },
  ),
  ...fixedBy('Remove or convert the binary values before the export, or in the file, and send it again.', {
    ITEM_BINARY: 'the item has a binary value',
  }),
  ...fixedBy(
    'Give the id one type, with a transform in src/pipeline.ts or in the file, and send the file again.',
    {
      KEY_TYPE_MIXED:
        'the id column {column} is a {type} here, but a {first} in an earlier row: 1 and "1" would be one id',
    },
  ),
  ...fixedBy(
    'Correct the rows that `./sluice rejects` shows, or name other columns: `make send FILE=… ID=…`.',
    {
      KEY_MISSING: 'the id column {column} is missing',
      KEY_EMPTY: 'the id column {column} is empty',
      KEY_NOT_SCALAR: 'the id column {column} is a list or an object',
      KEY_TOO_LONG: 'the partition key takes {bytes} bytes; DynamoDB allows {most}',
    },
  ),
};

/** What makes a job's result doubtful. The job is done, and its receipt keeps the warning. */
export const WARNINGS = {
  ...fixedBy(NAME_THE_DELIMITER, {
    DELIMITER_DOUBTFUL: 'cells end at {delimiter}, but {other} fits the first lines better',
  }),
  ...fixedBy(
    'If there are lines above the header, remove them. Then send the file again and name its delimiter: `make send FILE=… DELIMITER="…"`.',
    {
      HEADER_NARROW: 'the header has one column, but {delimiter} cuts most rows below it into {cells} cells',
    },
  ),
  ...fixedBy(
    'If they are not part of the text, send the file again and name the quote: `QUOTE=\'"\'` or `QUOTE="\'"`.',
    { HEADER_QUOTED: 'the names in the header are in quotes, which are read as part of the text' },
  ),
  ...fixedBy(
    'If characters in the table are wrong, send the file again with another ENCODING, such as utf-8. Or save it as UTF-8, and send that file with ENCODING=utf-8.',
    { ENCODING_DOUBTFUL: 'the text is read as {encoding}, but {doubt}' },
  ),
  ...fixedBy(
    'Name every column that makes a row’s id: `make send FILE=… ID=a,b`, or `--id a,b` with ./sluice. Otherwise the id is that of src/pipeline.ts, or the column called id.',
    { ID_NOT_UNIQUE: '{superseded} of {rows} rows have the id of a later row, which replaces them' },
  ),
  ...fixedBy(
    'If the spaces are not wanted, send the file again with TRIM_HEADER=1, or `--trim-header` with ./sluice.',
    {
      HEADER_SPACES: 'the name of column {number} has spaces around it',
    },
  ),
};

export const CODES = { ...PERMANENT, ...RETRYABLE, ...REJECTED };

/** Returns entries that have the same fix. */
function fixedBy<const M extends Readonly<Record<string, string>>>(fix: string, messages: M) {
  const entries = Object.entries(messages).map(([code, message]) => [code, { message, fix }]);
  return Object.fromEntries(entries) as { readonly [C in keyof M]: { readonly message: M[C]; fix: string } };
}
