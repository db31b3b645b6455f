import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Place } from '../../../../../kit/engines/engine';
import { MiniStack, REQUIREMENTS } from '../../../../../kit/engines/ministack/ministack';
import { fakeCommand, freePort, temporaryFolder } from './machine';

const started: MiniStack[] = [];

/** Starts a worker that SIGTERM does not end. */
export const WORKER = `
require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]);`;

/** A substitute for MiniStack with its health answer and a worker like that of a Lambda function. */
export const ANSWERING = `
${WORKER}
require('node:http').createServer((request, response) => response.end('{"services":{},"version":"1.5.33"}'))
  .listen(Number(process.env.GATEWAY_PORT), process.env.BIND_HOST);
console.log(JSON.stringify(process.env));`;

export async function emptyCheckout(env: NodeJS.ProcessEnv = {}): Promise<Place> {
  return { root: temporaryFolder(), port: await freePort(), env: { PATH: process.env.PATH, ...env } };
}

/** A checkout with an embedded engine that runs `script` instead of MiniStack. Its processes end with the test. */
export async function checkoutWith(script: string, env: NodeJS.ProcessEnv = {}): Promise<[MiniStack, Place]> {
  const place = await emptyCheckout(env);
  installMiniStack(place.root, script);
  const engine = new MiniStack(place);
  started.push(engine);
  return [engine, place];
}

/** Makes a checkout take `script` for its installed MiniStack. */
export function installMiniStack(root: string, script: string): void {
  const venv = path.join(root, '.sluice', 'venv-ministack');
  fakeCommand(path.join(venv, 'bin'), 'python', `exec "${process.execPath}" "$(dirname "$0")/engine.js"`);
  writeFileSync(path.join(venv, 'bin', 'engine.js'), script);
  writeFileSync(
    path.join(venv, 'sluice-stamp'),
    createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex'),
  );
}

afterEach(async () => {
  for (const engine of started.splice(0)) await engine.stop(() => {});
});
