import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { refusal } from '../engines/loopback/refusal';
import { mergeAnswer, splitBatch } from './batch';
import { type Call, readCall } from './call';
import { Calls } from './calls';
import { CONTROL_PATH, control } from './control';
import { errorAnswer } from './errors';
import { Pace } from './pace';
import { type ActiveRule, Rules, type Struck } from './rules';

export interface ProxyOptions {
  /** The engine's address, such as `http://127.0.0.1:4566`. */
  target: string;
  /** The address to listen on; 127.0.0.1 by default. */
  address?: string;
  /** The port to listen on; any free port by default. */
  port?: number;
  /** See Callers of ../loopback/refusal. */
  allowedOrigin?: string | undefined;
  /**
   * Another Host for calls to the engine, such as a Compose service's name. The proxy's own interface does not accept
   * it.
   */
  serviceName?: string | undefined;
  /** Ends the processes that run the calling function, for the fault `kill`. */
  kill?: (call: Call) => Promise<unknown>;
  /** Logs a line for each call that is hit or fails: what the call was, without its content. */
  log?: (line: string) => void;
}

/**
 * How long an idle connection to the engine is kept. The engines close theirs after five seconds or more: none closes at
 * the moment of its next use.
 */
const KEPT_MS = 1000;

/**
 * An HTTP proxy between callers and an engine, on 127.0.0.1. Calls that no rule hits pass unchanged, and whatever the
 * engine does to a connection happens to the caller's.
 */
export class FaultProxy {
  readonly rules = new Rules();
  readonly calls = new Calls();
  readonly pace = new Pace();
  private readonly agent = new http.Agent({ keepAlive: true, timeout: KEPT_MS });
  private readonly server = http.createServer((request, response) => {
    this.answer(request, response).catch((error: unknown) => {
      // When a caller has gone, its call to the engine is ended as well.
      if (!response.closed) this.options.log?.(`${request.method} ${request.url}: ${error}`);
      response.destroy();
    });
  });

  private constructor(private readonly options: ProxyOptions) {
    // The proxy's own timeouts would be faults that no rule asks for.
    this.server.keepAliveTimeout = 0;
    this.server.requestTimeout = 0;
  }

  static async listen(options: ProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.server.once('error', reject).listen(options.port ?? 0, options.address ?? '127.0.0.1', resolve);
    });
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
    this.agent.destroy();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { allowedOrigin, serviceName } = this.options;
    const isControl = request.url?.startsWith(CONTROL_PATH);
    const refused = refusal(request.headers, isControl ? { allowedOrigin } : { allowedOrigin, serviceName });
    if (refused !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(refused);
      return;
    }
    if (isControl) return control(this, this.options.target, request, response);
    const call = readCall(request);
    const rule = this.rules.take(call);
    this.calls.follow(call, rule?.fault, request, response);
    if (rule) this.options.log?.(`${rule.fault} (rule ${rule.id}): ${JSON.stringify(call)}`);
    if (rule?.fault === 'reset') return reset(request.socket);
    if (rule?.fault === 'kill') {
      await this.options.kill?.(call);
      return reset(request.socket);
    }
    const struck = rule?.calls[rule.hits - 1];
    const slow = this.pace.of(call);
    if (!rule && slow === 0) return this.forward(request, response);
    // Reads the whole body: while a body is unread, the proxy does not notice that the caller has gone.
    const body = await buffer(request);
    if (slow > 0) await pause(slow);
    // A dead caller's call must not take effect.
    if (response.closed) return;
    if (!rule) return this.forward(request, response, body);
    return this.strike(rule, struck, call, request, body, response);
  }

  private async strike(
    { fault, ms, items }: ActiveRule,
    struck: Struck | undefined,
    call: Call,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<void> {
    switch (fault) {
      case 'delay':
        await pause(ms);
        // A dead caller's call must not take effect.
        if (!response.closed) await this.forward(request, response, body);
        return;
      case 'cut':
        return cut(request, await this.ask(request, body), response);
      case 'unprocessed': {
        const split = splitBatch(body, items);
        if (struck) struck.items = split?.items ?? 1;
        if (!split) return refuse(call, 'ProvisionedThroughputExceededException', response);
        const answer = await this.ask(request, split.forwarded);
        const said = await buffer(answer);
        return send(answer, answer.statusCode === 200 ? mergeAnswer(said, split.held) : said, response);
      }
      default:
        return refuse(call, fault, response);
    }
  }

  private async forward(request: IncomingMessage, response: ServerResponse, body?: Buffer): Promise<void> {
    const answer = await this.ask(request, body, response);
    response.writeHead(answer.statusCode ?? 0, answer.statusMessage, endToEnd(answer.headers));
    pipeline(answer, response, () => {});
  }

  /**
   * Returns the engine's answer to the request.
   * @throws when the connection fails, or `response` closes first
   */
  private ask(request: IncomingMessage, body?: Buffer, response?: ServerResponse): Promise<IncomingMessage> {
    const { hostname, port } = new URL(this.options.target);
    const { expect: _, connection: __, 'keep-alive': ___, ...headers } = request.headers;
    if (body) {
      delete headers['transfer-encoding'];
      headers['content-length'] = String(body.length);
    }
    return new Promise((resolve, reject) => {
      const { method, url: path } = request;
      const asked = http.request({ hostname, port, method, path, headers, agent: this.agent }, resolve);
      asked.on('error', reject);
      response?.on('close', () => asked.destroy());
      if (body) asked.end(body);
      else pipeline(request, asked, () => {});
    });
  }
}

/** Returns an answer's headers without those of a single connection. */
function endToEnd(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...others } = headers;
  return others;
}

function refuse(call: Call, code: string, response: ServerResponse): void {
  const { status, headers, body } = errorAnswer(call.service ?? 's3', code);
  response.writeHead(status, headers).end(body);
}

/** Answers with another body than the engine's. */
function send({ statusCode = 0, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const { 'x-amz-crc32': _, ...others } = endToEnd(headers);
  response.writeHead(statusCode, { ...others, 'content-length': body.length }).end(body);
}

/** Announces the whole body and sends half of it. */
async function cut(
  request: IncomingMessage,
  answer: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await buffer(answer);
  const half = body.subarray(0, body.length / 2);
  if (half.length === 0) return reset(request.socket);
  response.writeHead(answer.statusCode ?? 0, { ...endToEnd(answer.headers), 'content-length': body.length });
  response.write(half, () => request.socket.destroy());
}

function reset(socket: Socket): void {
  socket.resetAndDestroy();
}
