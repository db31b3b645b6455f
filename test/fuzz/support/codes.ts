/** Every code with which a file can be refused for its bytes, as far as arbitrary bytes come upon it. */
export const FILE_CODES = [
  ...['INPUT_NOT_UTF8', 'GZIP_INVALID', 'JSON_NOT_ARRAY', 'JSON_TRUNCATED', 'JSON_INVALID'],
  ...['JSON_PATH_WRONG', 'DYNAMODB_JSON'],
  ...['HEADER_EMPTY', 'HEADER_DUPLICATE', 'METADATA_INVALID', 'CSV_UNLIKE_METADATA'],
  ...['CSV_QUOTE_NOT_CLOSED', 'CSV_INVALID_CLOSING_QUOTE', 'INVALID_OPENING_QUOTE'],
  ...['QUOTE_AFTER_SPACE', 'QUOTE_AFTER_BACKSLASH', 'INPUT_UTF16', 'INPUT_GZIPPED_TWICE'],
];

/** Every code with which a message can be refused. */
export const MESSAGE_CODES = [
  ...['MESSAGE_NOT_JSON', 'MESSAGE_INVALID', 'FORMAT_UNKNOWN', 'FILE_NAME_TOO_LONG', 'BUCKET_FOREIGN'],
  ...['SNS_WITHOUT_EVENT', 'KEY_UNDECODABLE', 'EVENT_INVALID'],
];
