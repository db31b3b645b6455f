/** Each limit that AWS sets, with the page that states it, and the few that Sluice sets itself. */

/** Requests in one BatchWriteItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const BATCH_WRITE_REQUESTS = 25;

/**
 * Bytes of one BatchWriteItem as it is sent. AWS takes 16 MB; several requests are in memory at once, and one item makes
 * at most 2.4 MB. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const BATCH_WRITE_BYTES = 4 * 1024 * 1024;

/** Bytes of an item, attribute names included. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const ITEM_BYTES = 400 * 1024;

/** Bytes of a partition key, at least 1. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const PARTITION_KEY_BYTES = 2048;

/** Bytes of an attribute's name. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const ATTRIBUTE_NAME_BYTES = 65_535;

/** Levels of lists and maps in an attribute. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const NESTING_LEVELS = 32;

/** Significant digits of a number. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export const NUMBER_DIGITS = 38;

/** Powers of ten of a number's first digit, from 1E-130 to 9.9E+125. Same page as {@link NUMBER_DIGITS}. */
export const NUMBER_EXPONENT = { least: -130, most: 125 } as const;

/** Bytes of an object's key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const OBJECT_KEY_BYTES = 1024;

/** Seconds of the longest visibility timeout. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const VISIBILITY_SECONDS = 43_200;

/** Bytes of /tmp, as a function has it by default. https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html */
export const TMP_BYTES = 512 * 1024 * 1024;

/** Bytes of one row of an input: room for a 400 KB item in its most wasteful JSON spelling. Ours. */
export const RECORD_BYTES = 4 * 1024 * 1024;

/** Columns of a job: each row of its CSV has a cell for each. Ours. */
export const COLUMNS = 4096;

/** Bytes of the names of a job's columns as JSON: every part's header and metadata hold them all. Ours. */
export const COLUMN_NAMES_BYTES = 1024 * 1024;

/** Rows of a part, at most: its metadata may name each of them twice. Ours. */
export const PART_ROWS = 50_000;

/** Bytes of a part's metadata: room for all columns, and for the numbers of 50,000 rows. Ours. */
export const METADATA_BYTES = 6 * 1024 * 1024;

/** Bytes of a CSV that was put in the bucket by hand; a larger one belongs in the input bucket, where it is cut into parts. Ours. */
export const LONE_CSV_BYTES = 32 * 1024 * 1024;
