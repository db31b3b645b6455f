import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { KitError } from '../errors';

/** Where each engine says that it is healthy. MiniStack answers at both paths. */
export const HEALTH_PATHS = { localstack: '/_localstack/health', ministack: '/_ministack/health' };

type Kind = keyof typeof HEALTH_PATHS;

/** How often a wait for an answer asks whether the process behind it has died. */
const DIED_EVERY_MS = 500;

/** The version of an engine of that kind at an endpoint; undefined when none answers within a second. */
export async function versionOf(kind: Kind, endpoint: string): Promise<string | undefined> {
  const body = await get(`${endpoint}${HEALTH_PATHS[kind]}`, 1000);
  try {
    const health = JSON.parse(body);
    return typeof health.services === 'object' ? String(health.version ?? 'unknown') : undefined;
  } catch {
    return undefined;
  }
}

/** The engine at an endpoint; undefined when none answers within a second. */
export async function whoAnswers(endpoint: string): Promise<{ kind: Kind; version: string } | undefined> {
  // First the path that both have: LocalStack loads its S3 service before it refuses MiniStack's, which takes seconds.
  const version = await versionOf('localstack', endpoint);
  if (version === undefined) return undefined;
  const kind = (await versionOf('ministack', endpoint)) === undefined ? 'localstack' : 'ministack';
  return { kind, version };
}

/**
 * Waits until a URL answers with status 200, without a proxy. Returns `silent` when it does not within `timeoutMs`, and
 * `died` soon after `died` says so.
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

/** Returns why an engine that was started is not ready. @param lines the end of what it wrote */
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

/** Waits until `ready` gives something, and returns it; undefined when it has not within `timeoutMs`. */
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

/** The body of an answer with status 200, else ''. */
function get(url: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    const failed = () => resolve('');
    // An agent of its own: NODE_USE_ENV_PROXY would send the global one's requests through the proxy. A signal: a timeout
    // of the socket would begin again with each byte.
    const options = { agent: new http.Agent(), signal: AbortSignal.timeout(timeoutMs) };
    http
      .get(url, options, (response) => {
        text(response).then((body) => resolve(response.statusCode === 200 ? body : ''), failed);
      })
      .on('error', failed);
  });
}
