import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The ETag of every object, because objects are not overwritten here. */
export const ETAG = '0';

/**
 * An AWS over HTTP that answers at once, to measure only the function: an S3 on a folder's files, a DynamoDB that
 * accepts every write and stores nothing, an SQS that accepts everything.
 */
export class InstantAws {
  private uploads = 0;

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {}

  /** @param folder holds a folder for each bucket */
  static async start(folder: string): Promise<InstantAws> {
    mkdirSync(path.join(folder, '.uploads'), { recursive: true });
    const server = createServer((request, response) => {
      aws.answer(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
    const aws = new InstantAws(folder, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return aws;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Returns the file of an object, existing or not. */
  file(bucket: string, key: string): string {
    const file = path.join(this.folder, bucket, key);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  }

  /** Returns the keys of a bucket. */
  keys(bucket: string): string[] {
    const folder = path.join(this.folder, bucket);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
  }

  empty(bucket: string): void {
    rmSync(path.join(this.folder, bucket), { recursive: true, force: true });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.headers['x-amz-target'];
    if (target === undefined) return this.s3(request, response);
    request.resume();
    await new Promise((resolve) => request.once('end', resolve));
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(String(target).endsWith('.UpdateItem') ? '{"Attributes":{}}' : '{}');
  }

  private async s3(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.endpoint);
    const [, bucket = '', ...key] = url.pathname.split('/').map(decodeURIComponent);
    const object = path.join(bucket, ...key);
    const upload = url.searchParams.get('uploadId');
    const place =
      upload === null ? path.join(this.folder, object) : path.join(this.folder, '.uploads', upload);
    response.setHeader('etag', `"${ETAG}"`);
    switch (request.method) {
      case 'HEAD':
      case 'GET':
        return this.give(place, request, response);
      case 'PUT':
        mkdirSync(path.dirname(place), { recursive: true });
        await pipeline(request, createWriteStream(place));
        response.end();
        return;
      case 'DELETE':
        rmSync(place, { force: true });
        response.writeHead(204).end();
        return;
    }
    request.resume();
    if (upload === null)
      return xml(response, 'InitiateMultipartUpload', `<UploadId>${++this.uploads}</UploadId>`);
    renameSync(place, this.file(bucket, key.join('/')));
    xml(response, 'CompleteMultipartUpload', '');
  }

  private async give(file: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile()) {
      response.writeHead(404, { 'content-type': 'application/xml' });
      response.end(request.method === 'HEAD' ? undefined : '<Error><Code>NoSuchKey</Code></Error>');
      return;
    }
    response.setHeader('content-length', found.size);
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(file), response);
  }
}

function xml(response: ServerResponse, operation: string, content: string): void {
  response.setHeader('content-type', 'application/xml');
  response.end(`<${operation}Result>${content}</${operation}Result>`);
}
