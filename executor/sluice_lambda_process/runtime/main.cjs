'use strict';
/**
 * The worker: loads the handler that _HANDLER names, then answers one invocation after the other.
 *
 * It talks with the executor over the file descriptor of its argument, one JSON message a line. It says `ready` or `init-error` once, and
 * then to each invocation `response`, `error` or, before it ends itself, `fatal`.
 */
const net = require('node:net');
const { patchConsole } = require('./console.cjs');
const { contextOf } = require('./context.cjs');
const { asFailure, logFailure } = require('./failure.cjs');
const { loadHandler } = require('./handler.cjs');

// A pipe that is full takes the rest later, and a process that is killed in a busy loop, or answers meanwhile, loses it.
for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
const channel = new net.Socket({ fd: Number(process.argv[2]) });
/** The invocation under way. */
let current;
patchConsole(() => current?.id);

function send(type, payload, then) {
  // Does not use the maximum of resourceUsage: on Linux it begins with the parent's.
  const usedMb = Math.round(process.memoryUsage.rss() / 2 ** 20);
  channel.write(`${JSON.stringify({ type, payload, usedMb })}\n`, then);
}

/** Answers the invocation under way; the first answer counts. */
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

/** What nobody caught ends the process, and is what the invocation failed with. */
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
  // While a handler runs, only what it has begun itself keeps the event loop going: see beforeExit.
  channel.unref();
  try {
    const result = handler(JSON.parse(payload), context, (error, value) => callback([error, value]));
    if (typeof result?.then === 'function') result.then(mine(succeed), mine(fail));
  } catch (error) {
    fail(error);
  }
}

// The event loop is empty: a callback that waited for this is due, and a handler that gave no answer gives null.
process.on('beforeExit', () => {
  channel.ref();
  if (current) (current.later ?? (() => succeed(null)))();
});
process.on('uncaughtException', (error) => die(error, 129));
process.on('unhandledRejection', (reason, promise) => {
  const error = new Error(reason?.toString());
  die(Object.assign(error, { name: 'Runtime.UnhandledPromiseRejection', reason, promise }), 128);
});
// The executor is gone.
channel.on('close', () => process.exit(1));
channel.on('error', () => process.exit(1));

let ready = false;
loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER).then(
  (handler) => {
    ready = true;
    let chunks = [];
    channel.on('data', (chunk) => {
      chunks.push(chunk);
      // One invocation at a time: a message ends where its chunk ends.
      if (chunk.at(-1) !== 0x0a) return;
      const message = JSON.parse(Buffer.concat(chunks).toString());
      chunks = [];
      invoke(handler, message);
    });
    send('ready', '');
  },
  (error) => die(error, 1),
);
