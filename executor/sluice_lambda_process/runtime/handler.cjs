'use strict';
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

class InitError extends Error {
  constructor(name, message, cause) {
    super(message, { cause });
    this.name = name;
    if (cause?.stack) this.stack = cause.stack;
  }
}

/**
 * Loads the function that `handler` names, such as `src/extract/handler.handler`, from CommonJS or an ES module.
 * Errors have the same names as on AWS.
 */
async function loadHandler(root, name = '') {
  const base = path.basename(name);
  const match = /^([^.]+)\.(.+)$/.exec(base);
  if (!match || name.includes('..'))
    throw new InitError('Runtime.MalformedHandlerName', `Bad handler "${name}"`);
  const [, file, exported] = match;
  const module_ = await loadModule(path.resolve(root, path.dirname(name), file));
  const handler = exported.split('.').reduce((value, key) => value?.[key], module_);
  if (handler === undefined || handler === null)
    throw new InitError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function')
    throw new InitError('Runtime.HandlerNotFound', `${name} is not a function`);
  return handler;
}

async function loadModule(stem) {
  const file = ['', '.js', '.mjs', '.cjs'].map((extension) => stem + extension).find(existsSync);
  try {
    if (!file)
      throw Object.assign(new Error(`Cannot find module '${path.basename(stem)}'`), {
        code: 'MODULE_NOT_FOUND',
      });
    if (file.endsWith('.mjs')) return await import(pathToFileURL(file).href);
    try {
      return createRequire(file)(file);
    } catch (error) {
      if (!['ERR_REQUIRE_ESM', 'ERR_REQUIRE_ASYNC_MODULE'].includes(error?.code)) throw error;
      return await import(pathToFileURL(file).href);
    }
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new InitError('Runtime.UserCodeSyntaxError', String(error), error);
    if (['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes(error?.code))
      throw new InitError('Runtime.ImportModuleError', String(error), error);
    throw error;
  }
}

module.exports = { loadHandler };
