import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

const folders: string[] = [];
const servers: Server[] = [];

/** A folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sluice-test-'));
  folders.push(folder);
  return folder;
}

/** Writes a shell script of this name into a folder, and returns a PATH of that folder and /bin (for sh). */
export function fakeCommand(folder: string, name: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** The output of `docker image inspect --format {{json .RepoTags}}` when both images exist. */
export const BOTH_IMAGES = '["localstack/localstack:4.14.0"]\n["public.ecr.aws/lambda/nodejs:22"]';

/** The shell cases of a fake docker with a daemon and these images. */
export function dockerWith(images: string): string {
  return `*" config "*) printf 'localstack/localstack:4.14.0\\npublic.ecr.aws/lambda/nodejs:22\\n';; "image inspect"*) echo '${images}';;`;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts an HTTP server in this process and closes it after the test. */
export async function serve(listener: RequestListener): Promise<number> {
  const server = createHttpServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export function servingHealth(paths: string[], version: string): RequestListener {
  return (request, response) => {
    response.statusCode = paths.includes(request.url ?? '') ? 200 : 404;
    response.end(response.statusCode === 200 ? JSON.stringify({ services: {}, version }) : '<Error/>');
  };
}

export const MINISTACK_PATHS = ['/_ministack/health', '/_localstack/health', '/health'];
export const LOCALSTACK_PATHS = ['/_localstack/health'];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
