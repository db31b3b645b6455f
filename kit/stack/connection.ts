/**
 * How each client of the kit connects and how long it waits, in milliseconds. The settings differ from the functions'
 * (src/aws/connection.ts), because a laptop may be slow and a person can press Ctrl-C.
 */
export const connection = {
  requestHandler: {
    connectionTimeout: 10_000,
    /** Until the response headers arrive. Without `throwOnRequestTimeout` the SDK only warns. */
    requestTimeout: 60_000,
    throwOnRequestTimeout: true,
  },
};

/** The settings of a client that uploads: a file may take any time, as long as bytes move in either direction. */
export const uploading = {
  requestHandler: { connectionTimeout: connection.requestHandler.connectionTimeout, socketTimeout: 60_000 },
};
