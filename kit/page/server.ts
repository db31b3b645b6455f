import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { stringify as toJson } from 'lossless-json';
import { refusal } from '../engines/loopback/refusal';
import { KitError, problem } from '../errors';
import type { Actions } from './actions';
import { type Asset, bundlePage } from './assets';
import type { Feed } from './feed';
import { problemOf } from './problem';

/** The page loads nothing from elsewhere, runs no inline code, and cannot be framed. `data:` is the empty icon. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** The page's HTTP server on 127.0.0.1. The page itself is public; data and actions need the token. */
export class PageServer {
  readonly token = randomBytes(18).toString('base64url');
  private readonly server = http.createServer((request, response) => {
    this.answer(request, response).catch(async (error: unknown) => {
      if (response.headersSent) return void response.destroy();
      say(response, error instanceof KitError ? 400 : 500, await problemOf(error));
    });
  });

  private constructor(
    private readonly assets: ReadonlyMap<string, Asset>,
    private readonly feed: Feed,
    private readonly actions: Actions,
  ) {}

  /** Starts the server. @param port any free port for 0 */
  static async listen(feed: Feed, actions: Actions, port: number): Promise<PageServer> {
    const page = new PageServer(await bundlePage(), feed, actions);
    await new Promise<void>((resolve, reject) => {
      page.server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
    return page;
  }

  /** The address with the token in its fragment, which browsers do not send. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/#${this.token}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const refused = refusal(request.headers);
    if (refused !== undefined) {
      response.writeHead(403, { 'content-type': 'text/plain', connection: 'close' }).end(refused);
      return;
    }
    const { method, url = '/' } = request;
    const { pathname, searchParams } = new URL(url, 'http://page');
    const asset = method === 'GET' ? this.assets.get(pathname) : undefined;
    if (asset) {
      response
        .writeHead(200, { 'content-type': `${asset.type}; charset=utf-8`, 'content-encoding': 'gzip' })
        .end(asset.gzipped);
      return;
    }
    if (!this.mayAct(request)) return say(response, 403, problem('PAGE_REFUSED'));
    if (method === 'GET' && pathname === '/feed') {
      return this.feed.open(response, request.headers['last-event-id']?.toString());
    }
    if (method === 'PUT' && pathname === '/file') {
      return say(
        response,
        200,
        await this.takeFile(request, JSON.parse(searchParams.get('message') ?? '{}')),
      );
    }
    const [, action] = /^\/do\/([a-z]+)$/.exec(pathname) ?? [];
    if (method !== 'POST' || !action)
      return say(response, 404, problem('BAD_ACTION', { problem: 'no such path' }));
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
      return say(response, 415, problem('NOT_JSON'));
    say(response, 200, await this.actions.run(action, parsed(await text(request))));
  }

  private mayAct({ headers }: IncomingMessage): boolean {
    const given = Buffer.from(headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${this.token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  /** Keeps the file on this machine while it is uploaded, as `make send` reads it. */
  private async takeFile(request: IncomingMessage, message: unknown): Promise<unknown> {
    const folder = await mkdtemp(path.join(tmpdir(), 'sluice-page-'));
    const file = path.join(folder, 'file');
    try {
      await pipeline(request, createWriteStream(file));
      return await this.actions.sendFile(file, message);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new KitError('NOT_JSON');
  }
}

function say(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${toJson(body) ?? 'null'}\n`);
}
