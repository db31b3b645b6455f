'use strict';

/**
 * Returns the `context` of a handler.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 * @param {{ id: string, arn: string, deadline: number }} invocation `deadline` in ms since the epoch
 */
function contextOf({ id, arn, deadline }, succeed, fail) {
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: arn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: id,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - Date.now())),
    succeed,
    fail,
    done: (error, result) => (error ? fail(error) : succeed(result)),
  };
}

module.exports = { contextOf };
