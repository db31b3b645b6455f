'use strict';

/** Returns an error in the form that the caller of the function receives. */
function asFailure(error) {
  if (error instanceof Error || (typeof error?.message === 'string' && typeof error?.stack === 'string')) {
    const trace = (error.stack || '').split('\n');
    return { errorType: error.name, errorMessage: error.message, trace };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** Logs an error and its own properties in one line. */
function logFailure(what, error) {
  const { errorType, errorMessage, trace } = asFailure(error);
  const own = typeof error === 'object' && error !== null ? error : {};
  let text;
  try {
    text = JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    text = JSON.stringify({ errorType, errorMessage, stack: trace });
  }
  console.error(`${what} \t${text}`);
}

module.exports = { asFailure, logFailure };
