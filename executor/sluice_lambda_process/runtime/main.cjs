'use strict';
/**
 * The worker. Loads the handler that _HANDLER names, and then answers one invocation at a time.
 *
 * The argument is a file descriptor for messages to and from the executor, one JSON message per line. The worker first
 * sends `ready` or `init-error`. It answers each invocation with `response`, `error` or, before it exits, `fatal`.
 */
const net = require('node:net');
const { patchConsole } = require('./console.cjs');
const { contextOf } = require('./context.cjs');
const { asFailure, logFailure } = require('./failure.cjs');
const { loadHandler } = require('./handler.cjs');

// Without blocking, output that does not fit into a full pipe is written later. It would be lost if the process is killed
// in a busy loop, or late if the process answers meanwhile.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
const channel = new net.Socket({ fd: Number(process.argv[2]) });
/** The current invocation. */
let current;
patchConsole(() => current?.id);

function send(type, payload, then) {
  // The maximum of resourceUsage is not used, because on Linux it starts with the parent's memory.
  const usedMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
  channel.write(`${JSON.stringify({ type, payload, usedMb })}\n`, then);
}

/** Answers the current invocation. Only the first answer counts. */
function settle(type, payload) {
  if (!current) return;
  current = undefined;
  channel.ref();
  send(type, payload);
}

function succeed(result) {
  let payload;
  try {
    payload = JSON.stringify(result) ?? 'null';
  } catch (error) {
    fail(Object.assign(error, { name: 'Runtime.MarshalError' }));
    return;
  }
  settle('response', payload);
}

function fail(error) {
  if (!current) return;
  logFailure('Invoke Error', error);
  settle('error', JSON.stringify(asFailure(error)));
}

/** Reports an uncaught error as the result of the invocation, and ends the process. */
function die(error, exitCode) {
  logFailure(
    error?.name === 'Runtime.UnhandledPromiseRejection'
      ? 'Unhandled Promise Rejection'
      : 'Uncaught Exception',
    error,
  );
  const type = ready ? 'fatal' : 'init-error';
  send(type, JSON.stringify(asFailure(error)), () => process.exit(exitCode));
}

function invoke(handler, { id, arn, payload, trace, deadline }) {
  process.env._X_AMZN_TRACE_ID = trace;
  const invocation = { id, later: undefined };
  current = invocation;
  const mine = (answer) => (value) => {
    if (current === invocation) answer(value);
  };
  const context = contextOf({ id, arn, deadline }, mine(succeed), mine(fail));
  const callback = mine(([error, result]) => {
    const answer = error ? () => fail(error) : () => succeed(result);
    if (context.callbackWaitsForEmptyEventLoop) invocation.later ??= answer;
    else answer();
  });
  // While a handler runs, only its own work keeps the event loop alive. See beforeExit.
  channel.unref();
  try {
    const result = handler(JSON.parse(payload), context, (error, value) => callback([error, value]));
    if (typeof result?.then === 'function') result.then(mine(succeed), mine(fail));
  } catch (error) {
    fail(error);
  }
}

// The event loop is empty. Now a waiting callback answers, and a handler that has not answered returns null.
process.on('beforeExit', () => {
  channel.ref();
  if (current) (current.later ?? (() => succeed(null)))();
});
process.on('uncaughtException', (error) => die(error, 129));
process.on('unhandledRejection', (reason, promise) => {
  const error = new Error(reason?.toString());
  die(Object.assign(error, { name: 'Runtime.UnhandledPromiseRejection', reason, promise }), 128);
});
// The executor has ended.
channel.on('close', () => process.exit(1));
channel.on('error', () => process.exit(1));

let ready = false;
loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER).then(
  (handler) => {
    ready = true;
    let chunks = [];
    channel.on('data', (chunk) => {
      chunks.push(chunk);
      // Invocations come one at a time, so a message always ends at the end of a chunk.
      if (chunk.at(-1) !== 0x0a) return;
      const message = JSON.parse(Buffer.concat(chunks).toString());
      chunks = [];
      invoke(handler, message);
    });
    send('ready', '');
  },
  (error) => die(error, 1),
);
