import type { IncomingHttpHeaders } from 'node:http';
import { type Code, KitError } from '../../errors';

/** Matches this machine's names. A page can resolve its own name to 127.0.0.1 (DNS rebinding), but none of these. */
const HOST =
  /^(?:127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|\[::1\]|(?:[a-z0-9_-]+\.)*localhost(?:\.localstack\.cloud)?)(?::(\d{1,5}))?$/i;
const DEFAULT_PORT = '80';
const CODE: Code = 'CALLER_REFUSED';

export interface Callers {
  /** The origin of a web page that may call, such as `http://localhost:5173`. */
  allowedOrigin?: string | undefined;
  /** A name in addition to this machine's, such as that of a Compose service: without a port, or with any. */
  serviceName?: string | undefined;
}

/**
 * Returns why an HTTP listener of this machine refuses a request with 403, otherwise undefined. Programs may call, but
 * web pages that are open in a browser may not. The engines have the same rule in Python, in
 * executor/sluice_lambda_process/loopback.py; executor/tests/loopback_cases.json tests both.
 */
export function refusal(
  headers: IncomingHttpHeaders,
  { allowedOrigin, serviceName }: Callers = {},
): string | undefined {
  const { host = '', origin, 'sec-fetch-site': site, 'user-agent': agent } = headers;
  const local = HOST.exec(host);
  if (!local && !(serviceName && host.replace(/:\d{1,5}$/, '') === serviceName))
    return because('its Host is not a name of this machine');
  if (origin && origin === allowedOrigin) return undefined;
  if (origin !== undefined && !isOwn(origin, local)) return because('its Origin is another web page');
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return because('its Sec-Fetch-Site says that another web page sent it');
  // Browsers send no Sec-Fetch-Site to http://….localhost.localstack.cloud, but always send their User-Agent.
  if (origin === undefined && site === undefined && agent?.startsWith('Mozilla/'))
    return because(
      'a browser sent it without saying for which page. In a browser, use localhost or 127.0.0.1',
    );
  return undefined;
}

/** Returns the origin in SLUICE_ALLOW_ORIGIN, if any. @throws KitError `BAD_ORIGIN` */
export function allowedOriginIn({ SLUICE_ALLOW_ORIGIN: text }: NodeJS.ProcessEnv): string | undefined {
  if (!text) return undefined;
  if (URL.canParse(text) && new URL(text).origin === text && text !== 'null') return text;
  throw new KitError('BAD_ORIGIN', { text });
}

function isOwn(origin: string, host: RegExpExecArray | null): boolean {
  const own = origin.startsWith('http://') && HOST.exec(origin.slice('http://'.length));
  return Boolean(own && host && (own[1] ?? DEFAULT_PORT) === (host[1] ?? DEFAULT_PORT));
}

function because(reason: string): string {
  return `${CODE}: ${reason}. See docs/internals/security.md of Sluice.\n`;
}
