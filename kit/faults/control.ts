import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { KitError, problem } from '../errors';
import { parseRule } from './rule';
import type { ActiveRule, Rules } from './rules';

/** The path of the control. No bucket's name begins with an underscore, so no call to AWS uses it. */
export const CONTROL_PATH = '/_faults/';
/** The proxy's service in docker-compose.yml, which is its name in the functions' network, and its port there. */
export const SERVICE = { name: 'faults', port: 4570 };
export const RULES_PATH = `${CONTROL_PATH}rules`;

/** The state that the proxy reports. */
export interface State {
  /** The engine behind the proxy. */
  target: string;
  rules: readonly ActiveRule[];
}

/**
 * Serves the proxy's own interface. `GET /_faults/rules` returns the State; `POST` sets the rule in its JSON body and
 * returns it with its id; `DELETE` clears all rules, and `DELETE /_faults/rules/<id>` one. A bad rule gets status 400
 * and `{code, message, fix}`.
 */
export async function control(
  rules: Rules,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const say = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  const [, id] = /^\/_faults\/rules(?:\/(\d+))?$/.exec(request.url ?? '') ?? ['', 'none'];
  switch (id === 'none' ? '' : request.method) {
    case 'GET':
      say(200, { target, rules: rules.list() } satisfies State);
      return;
    case 'POST':
      try {
        say(201, rules.add(parseRule(json(await text(request)))));
      } catch (error) {
        if (!(error instanceof KitError)) throw error;
        const { code, message, fix } = error;
        say(400, { code, message, fix });
      }
      return;
    case 'DELETE':
      rules.remove(id);
      say(200, { target, rules: rules.list() } satisfies State);
      return;
    default:
      say(404, problem('NO_SUCH_PATH'));
  }
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
