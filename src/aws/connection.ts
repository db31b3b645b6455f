/**
 * How each client of the SDK connects and how long it waits, in milliseconds. All of them end long before a function
 * does, so that an attempt that gets no answer is repeated while there is time.
 */
export const connection = {
  requestHandler: {
    /** Until the connection is there. A SYN packet that is lost is sent again after 1 and after 3 seconds. */
    connectionTimeout: 4_000,
    /**
     * Until the head of the answer is there, the sending of a body included: room for a part of 25 MB at 1.5 MB/s. The
     * body of an answer may take longer: see {@link STALLED_MS}. Without `throwOnRequestTimeout` the SDK only warns.
     * https://github.com/aws/aws-sdk-js-v3/blob/main/UPGRADING.md
     */
    requestTimeout: 20_000,
    throwOnRequestTimeout: true,
    /** None: a stream that its reader leaves waiting, as load does while the table is throttled, is silent as well. */
    socketTimeout: 0,
  },
};

/** How long the reader of a stream waits for its next bytes, in milliseconds. */
export const STALLED_MS = 20_000;
