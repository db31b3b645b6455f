/**
 * How each SDK client connects and how long it waits, in milliseconds. Every wait ends long before the function's
 * timeout, so that a call that gets no answer is repeated while there is time.
 */
export const connection = {
  requestHandler: {
    /** Until the connection is open. TCP repeats a lost SYN packet after 1 and after 3 seconds. */
    connectionTimeout: 4_000,
    /**
     * Until the response headers arrive, which includes sending the request body: time for a part of 25 MB at 1.5 MB/s.
     * The response body may take longer: see {@link STALLED_MS}. Without `throwOnRequestTimeout` the SDK only warns.
     * https://github.com/aws/aws-sdk-js-v3/blob/main/UPGRADING.md
     */
    requestTimeout: 20_000,
    throwOnRequestTimeout: true,
    /** None. A stream is also silent while its reader pauses, as load does while the table is throttled. */
    socketTimeout: 0,
  },
};

/** How long the reader of a stream waits for its next bytes, in milliseconds. */
export const STALLED_MS = 20_000;
