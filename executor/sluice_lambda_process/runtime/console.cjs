'use strict';
const { format } = require('node:util');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };

/** Makes `console` write time, request, level and message as on AWS, or JSON if the function is configured for JSON. */
function patchConsole(requestId) {
  const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
  const least = json
    ? Math.max(0, LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase()))
    : 0;
  for (const [method, level] of Object.entries(METHODS)) {
    if (LEVELS.indexOf(level) < least) {
      console[method] = () => {};
      continue;
    }
    console[method] = (...args) => {
      const timestamp = new Date().toISOString();
      const text = format(...args);
      const line = json
        ? JSON.stringify({ timestamp, level, requestId: requestId(), message: text })
        : // A line feed would split the log event.
          `${timestamp}\t${requestId()}\t${level}\t${text}`.replaceAll('\n', '\r');
      process.stdout.write(`${line}\n`);
    };
  }
}

module.exports = { patchConsole };
