/** The operations that the functions call, by service. */
export const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  s3: [
    'GetObject',
    'HeadObject',
    'PutObject',
    'CreateMultipartUpload',
    'UploadPart',
    'CompleteMultipartUpload',
  ],
  dynamodb: ['BatchWriteItem', 'UpdateItem', 'PutItem', 'GetItem'],
  sqs: ['ChangeMessageVisibility'],
};
/** The services whose calls a fault can hit; any other fault hits every service. */
export const SERVICES: Readonly<Record<string, readonly string[]>> = {
  ...{ SlowDown: ['s3'], InternalError: ['s3'], InternalServerError: ['dynamodb'], unprocessed: [] },
  ...{ ProvisionedThroughputExceededException: ['dynamodb'], ThrottlingException: ['dynamodb', 'sqs'] },
  ...{ InternalFailure: ['sqs'], ServiceException: [], TooManyRequestsException: [] },
};
