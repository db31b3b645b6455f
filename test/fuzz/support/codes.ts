/** Every code with which a file can be refused for its bytes; the three about quotes are csv-parse's own. */
export const FILE_CODES = [
  ...['INPUT_NOT_UTF8', 'GZIP_INVALID', 'JSON_NOT_ARRAY', 'JSON_TRUNCATED', 'JSON_INVALID'],
  ...['HEADER_EMPTY', 'HEADER_DUPLICATE', 'METADATA_INVALID', 'CSV_UNLIKE_METADATA'],
  ...['CSV_QUOTE_NOT_CLOSED', 'CSV_INVALID_CLOSING_QUOTE', 'INVALID_OPENING_QUOTE'],
];

/** Every code with which a message can be refused. */
export const MESSAGE_CODES = [
  ...['MESSAGE_NOT_JSON', 'MESSAGE_INVALID', 'FORMAT_UNKNOWN', 'FILE_NAME_TOO_LONG', 'BUCKET_FOREIGN'],
  ...['SNS_WITHOUT_EVENT', 'KEY_UNDECODABLE', 'EVENT_INVALID'],
];
