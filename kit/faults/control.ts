import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { KitError, problem } from '../errors';
import type { Calls } from './calls';
import { type Pace, parsePace } from './pace';
import { parseRule } from './rule';
import type { ActiveRule, Rules } from './rules';

/** The path of the control. No bucket's name begins with an underscore, so no call to AWS uses it. */
export const CONTROL_PATH = '/_faults/';
/** The proxy's service in docker-compose.yml, which is its name in the functions' network, and its port there. */
export const SERVICE = { name: 'faults', port: 4570 };
export const RULES_PATH = `${CONTROL_PATH}rules`;
export const CALLS_PATH = `${CONTROL_PATH}calls`;
export const PACE_PATH = `${CONTROL_PATH}pace`;
/** A listener that reads this many bytes too slowly is dropped, so that the proxy's memory stays bounded. */
const UNREAD_BYTES = 4_000_000;
/** Reports are sent together, because each piece of an answer costs more than its bytes. */
const REPORT_EVERY_MS = 50;

/** The state that the proxy reports. */
export interface State {
  /** The engine behind the proxy. */
  target: string;
  rules: readonly ActiveRule[];
  /** The delay of every call of a stage's functions, in ms, for stages in slow motion. */
  pace: Readonly<Record<string, number>>;
}

/** What the interface controls. */
export interface Controlled {
  readonly rules: Rules;
  readonly calls: Calls;
  readonly pace: Pace;
}

/**
 * Serves the proxy's own interface. `GET /_faults/rules` returns the State; `POST` sets the rule in its JSON body and
 * returns it with its id; `DELETE` clears all rules, and `DELETE /_faults/rules/<id>` one. `POST /_faults/pace` with
 * `{stage, ms}` sets slow motion. `GET /_faults/calls` sends a CallReport a line, until the caller closes. Bad input
 * gets status 400 and `{code, message, fix}`; a body of another type than JSON gets 415.
 */
export async function control(
  { rules, calls, pace }: Controlled,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const say = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  };
  const state = () => ({ target, rules: rules.list(), pace: pace.stages() }) satisfies State;
  const { method = '', url = '' } = request;
  const [, id] = /^\/_faults\/rules(?:\/(\d+))?$/.exec(url) ?? ['', 'none'];
  // A form of a web page can send text, but not JSON.
  if (method === 'POST' && !/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return say(415, problem('NOT_JSON'));
  }
  try {
    switch (id === 'none' ? `${method} ${url}` : method) {
      case 'GET':
        return say(200, state());
      case 'POST':
        return say(201, rules.add(parseRule(json(await text(request)))));
      case 'DELETE':
        rules.remove(id);
        return say(200, state());
      case `POST ${PACE_PATH}`:
        pace.set(parsePace(json(await text(request))));
        return say(200, state());
      case `GET ${CALLS_PATH}`:
        return stream(calls, response);
      default:
        return say(404, problem('NO_SUCH_PATH'));
    }
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    const { code, message, fix } = error;
    say(400, { code, message, fix });
  }
}

function stream(calls: Calls, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
  let lines = '';
  let sending: NodeJS.Timeout | undefined;
  const send = () => {
    if (response.writableLength > UNREAD_BYTES) response.destroy();
    else response.write(lines);
    lines = '';
  };
  const stop = calls.listen((report) => {
    if (lines === '') sending = setTimeout(send, REPORT_EVERY_MS);
    lines += `${JSON.stringify(report)}\n`;
  });
  response.once('close', () => {
    stop();
    clearTimeout(sending);
  });
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
