/** The limits that AWS sets, each with the page that states it, and the few that Sluice sets itself. */

/** Requests in one BatchWriteItem. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const BATCH_WRITE_REQUESTS = 25;

/**
 * Bytes of one BatchWriteItem request. AWS accepts 16 MB, but memory holds several requests at once; one item takes at
 * most 2.4 MB. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
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

/** The power of ten of a number's first digit, from 1E-130 to 9.9E+125. See the page of {@link NUMBER_DIGITS}. */
export const NUMBER_EXPONENT = { least: -130, most: 125 } as const;

/** Bytes of an object's key. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const OBJECT_KEY_BYTES = 1024;

/**
 * The longest visibility timeout, in seconds.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export const VISIBILITY_SECONDS = 43_200;

/**
 * Bytes of /tmp that a function has by default.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
 */
export const TMP_BYTES = 512 * 1024 * 1024;

/** Bytes of one input row: room for a 400 KB item in its most wasteful JSON spelling. Sluice's own limit. */
export const RECORD_BYTES = 4 * 1024 * 1024;

/** Columns of a job: each row of its CSV has a cell for each. Sluice's own limit. */
export const COLUMNS = 4096;

/** Bytes of a job's column names as JSON: every part's header and metadata hold all of them. Sluice's own limit. */
export const COLUMN_NAMES_BYTES = 1024 * 1024;

/** Rows of a part, each of which its metadata may name twice. Sluice's own limit. */
export const PART_ROWS = 50_000;

/** Bytes of a part's metadata: room for all columns and for the numbers of 50,000 rows. Sluice's own limit. */
export const METADATA_BYTES = 6 * 1024 * 1024;

/** Bytes of a lone CSV. A larger one belongs in the input bucket, where it is cut into parts. Sluice's own limit. */
export const LONE_CSV_BYTES = 32 * 1024 * 1024;
