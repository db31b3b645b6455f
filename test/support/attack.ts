import http, { type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  status: number;
  body: string;
}

/**
 * Sends one unsigned request with node:http, which, unlike fetch, sends every header that a browser would: Host,
 * Origin.
 */
export function ask(
  endpoint: string,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { 'content-type': 'text/plain', ...headers }, agent: false };
    const request = http.request(`${endpoint}${path}`, options, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    request.on('error', reject).end(body);
  });
}
