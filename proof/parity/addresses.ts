/** AWS pages that several probes refer to. */
const DOCS = 'https://docs.aws.amazon.com';
const LAMBDA = `${DOCS}/lambda/latest/dg`;
const SQS = `${DOCS}/AWSSimpleQueueService/latest`;
const S3 = `${DOCS}/AmazonS3/latest`;
const DYNAMODB = `${DOCS}/amazondynamodb/latest`;

export const PAGES = {
  sqsErrors: `${LAMBDA}/services-sqs-errorhandling.html`,
  sqsParameters: `${LAMBDA}/services-sqs-parameters.html`,
  createMapping: `${DOCS}/lambda/latest/api/API_CreateEventSourceMapping.html`,
  changeVisibility: `${SQS}/APIReference/API_ChangeMessageVisibility.html`,
  deadLetters: `${SQS}/SQSDeveloperGuide/sqs-dead-letter-queues.html`,
  redrive: `${SQS}/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html`,
  queueAttributes: `${SQS}/APIReference/API_GetQueueAttributes.html`,
  asyncErrors: `${LAMBDA}/invocation-async-error-handling.html`,
  asyncRecords: `${LAMBDA}/invocation-async-retain-records.html`,
  exceptions: `${LAMBDA}/nodejs-exceptions.html`,
  environment: `${LAMBDA}/lambda-runtime-environment.html`,
  timeout: `${LAMBDA}/configuration-timeout.html`,
  memory: `${LAMBDA}/configuration-memory.html`,
  runtimes: `${LAMBDA}/lambda-runtimes.html`,
  logging: `${LAMBDA}/nodejs-logging.html`,
  eventMessage: `${S3}/userguide/notification-content-structure.html`,
  eventTypes: `${S3}/userguide/notification-how-to-event-types-and-destinations.html`,
  eventFilter: `${S3}/userguide/notification-how-to-filtering.html`,
  putNotification: `${S3}/API/API_PutBucketNotificationConfiguration.html`,
  conditionalReads: `${S3}/userguide/conditional-reads.html`,
  conditionalWrites: `${S3}/userguide/conditional-writes.html`,
  multipart: `${S3}/userguide/mpuoverview.html`,
  getObject: `${S3}/API/API_GetObject.html`,
  deleteBucket: `${S3}/API/API_DeleteBucket.html`,
  batchWrite: `${DYNAMODB}/APIReference/API_BatchWriteItem.html`,
  putItem: `${DYNAMODB}/APIReference/API_PutItem.html`,
  scan: `${DYNAMODB}/developerguide/Scan.html`,
  readConsistency: `${DYNAMODB}/developerguide/HowItWorks.ReadConsistency.html`,
  dataTypes: `${DYNAMODB}/developerguide/HowItWorks.NamingRulesDataTypes.html`,
  dynamoLimits: `${DYNAMODB}/developerguide/Constraints.html`,
  stackTroubles: `${DOCS}/AWSCloudFormation/latest/UserGuide/troubleshooting.html`,
  stackConditions: `${DOCS}/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html`,
} as const;
