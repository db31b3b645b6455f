import http from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who answers at an endpoint. */
export interface Answer {
  /** `other`: something that speaks HTTP, or listens, and is no engine that we know. */
  engine: 'ministack' | 'localstack' | 'other';
  version: string;
}

/** Asks an endpoint who it is; undefined when nobody listens. Both engines answer to both paths' family, so the order counts. */
export async function whoAnswers(endpoint: string, timeoutMs = 1000): Promise<Answer | undefined> {
  const ministack = await get(`${endpoint}/_ministack/health`, timeoutMs);
  if (ministack === 'refused') return undefined;
  const version = versionIn(ministack);
  if (version) return { engine: 'ministack', version };
  if (ministack === 'silent') return { engine: 'other', version: '' };
  const localstack = versionIn(await get(`${endpoint}/_localstack/health`, timeoutMs));
  return localstack ? { engine: 'localstack', version: localstack } : { engine: 'other', version: '' };
}

/** The version of an engine of that kind at an endpoint; undefined when another or none answers. */
export async function versionOf(
  engine: 'ministack' | 'localstack',
  endpoint: string,
): Promise<string | undefined> {
  const answer = await whoAnswers(endpoint);
  return answer?.engine === engine ? answer.version : undefined;
}

/**
 * Waits until `ready` gives something, and returns it; undefined when `timeoutMs` is over.
 * `died` is asked between, and ends the wait at once.
 */
export async function waitFor<T>(
  ready: () => Promise<T | undefined>,
  died: () => Promise<boolean>,
  timeoutMs: number,
): Promise<T | 'died' | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await ready();
    if (result !== undefined) return result;
    if (await died()) return 'died';
    if (Date.now() > deadline) return undefined;
    await sleep(50);
  }
}

function versionIn(body: string): string | undefined {
  try {
    const health = JSON.parse(body);
    return typeof health.services === 'object' ? String(health.version ?? 'unknown') : undefined;
  } catch {
    return undefined;
  }
}

/** The body of an answer with status 200, else '', `refused`, or `silent` when it does not end in time. */
function get(url: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    // Of the whole answer: a timeout of the socket would begin again with each byte.
    const signal = AbortSignal.timeout(timeoutMs);
    const failed = ({ code }: NodeJS.ErrnoException) => {
      if (signal.aborted) resolve('silent');
      else resolve(code === 'ECONNREFUSED' ? 'refused' : '');
    };
    // An agent of our own: NODE_USE_ENV_PROXY would send the global one's requests through the proxy.
    http
      .get(url, { agent: new http.Agent(), signal }, (response) => {
        text(response).then((body) => resolve(response.statusCode === 200 ? body : ''), failed);
      })
      .on('error', failed);
  });
}
