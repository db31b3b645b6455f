import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { KitError } from '../errors';

/** The health path of each engine. MiniStack answers at both. */
export const HEALTH_PATHS = { localstack: '/_localstack/health', ministack: '/_ministack/health' };

type Kind = keyof typeof HEALTH_PATHS;

/** How often a wait for an answer checks whether the process has died. */
const DIED_EVERY_MS = 500;

/** How long an engine may take to answer. Where none listens, that is known at once. */
const ANSWER_MS = 1000;

/** Returns the version of an engine of this kind at an endpoint; undefined when none answers in time. */
export async function versionOf(
  kind: Kind,
  endpoint: string,
  timeoutMs = ANSWER_MS,
): Promise<string | undefined> {
  const body = await get(`${endpoint}${HEALTH_PATHS[kind]}`, timeoutMs);
  try {
    const health = JSON.parse(body);
    return typeof health.services === 'object' ? String(health.version ?? 'unknown') : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the engine at an endpoint; undefined when none answers in time. */
export async function whoAnswers(endpoint: string): Promise<{ kind: Kind; version: string } | undefined> {
  // Tries the common path first: LocalStack takes seconds to refuse MiniStack's, because it loads its S3 service.
  const version = await versionOf('localstack', endpoint);
  if (version === undefined) return undefined;
  const kind = (await versionOf('ministack', endpoint)) === undefined ? 'localstack' : 'ministack';
  return { kind, version };
}

/**
 * Waits until a URL answers with status 200, without a proxy. Returns `silent` when there is no such answer within
 * `timeoutMs`, and `died` soon after `died` returns true.
 */
export async function waitForAnswer(
  url: string,
  died: () => Promise<boolean>,
  timeoutMs: number,
): Promise<'answers' | 'died' | 'silent'> {
  const { default: waitOn } = await import('wait-on');
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await waitOn({
        resources: [url.replace(/^http:/, 'http-get:')],
        validateStatus: (status: number) => status === 200,
        proxy: false,
        interval: 50,
        window: 0,
        httpTimeout: 1000,
        timeout: Math.max(1, Math.min(DIED_EVERY_MS, deadline - Date.now())),
      });
      return 'answers';
    } catch (error) {
      if (!/^Timed out/.test((error as Error).message)) throw error;
    }
    if (await died()) return 'died';
    if (Date.now() >= deadline) return 'silent';
  }
}

/**
 * Returns why a started engine is not ready.
 * @param lines the end of its output
 */
export function neverReady(
  ended: Awaited<ReturnType<typeof waitForAnswer>>,
  engine: string,
  timeoutMs: number,
  lines: readonly string[],
): KitError {
  const text = lines.filter((line) => line !== '').join('\n');
  if (ended === 'died') return new KitError('ENGINE_DIED', { engine, lines: text });
  return new KitError('ENGINE_SILENT', { engine, details: ` after ${timeoutMs / 1000} s:\n${text}` });
}

/** Waits until `ready` returns a value, and returns that value; undefined after `timeoutMs`. */
export async function waitFor<T>(
  ready: () => Promise<T | undefined>,
  timeoutMs: number,
): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await ready();
    if (result !== undefined || Date.now() > deadline) return result;
    await sleep(50);
  }
}

/** Returns the body of an answer with status 200, otherwise ''. */
function get(url: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const failed = () => resolve('');
    // Uses its own agent, because NODE_USE_ENV_PROXY would send the global agent's requests through the proxy. Uses a
    // signal, because a socket timeout would restart with each byte.
    const options = { agent: new http.Agent(), signal: AbortSignal.timeout(timeoutMs) };
    http
      .get(url, options, (response) => {
        text(response).then((body) => resolve(response.statusCode === 200 ? body : ''), failed);
      })
      .on('error', failed);
  });
}
