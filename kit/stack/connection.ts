/**
 * How each client of the kit connects and how long it waits, in milliseconds. Not as the functions do
 * (src/aws/connection.ts): a laptop may be slow, and a person can press Ctrl-C.
 */
export const connection = {
  requestHandler: {
    connectionTimeout: 10_000,
    /** Until the head of the answer is there. Without `throwOnRequestTimeout` the SDK only warns. */
    requestTimeout: 60_000,
    throwOnRequestTimeout: true,
  },
};

/** The same for a client that uploads: a file takes as long as it takes, while something is sent or comes at all. */
export const uploading = {
  requestHandler: { connectionTimeout: connection.requestHandler.connectionTimeout, socketTimeout: 60_000 },
};
