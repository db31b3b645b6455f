import { createServer } from 'node:net';
import { KitError } from '../errors';
import { whoAnswers } from './health';
import { run } from './run';

export const DEFAULT_PORT = 4566;
const RESERVED = 'only an administrator may listen on it';

/** Returns the port of SLUICE_PORT, or 4566. Throws KitError `BAD_PORT` for an invalid port. */
export function portFrom(env: NodeJS.ProcessEnv): number {
  const text = env.SLUICE_PORT;
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new KitError('BAD_PORT', { port: text, reason: 'it is not a number from 1 to 65535' });
}

/**
 * Resolves when the port of 127.0.0.1 is free. Throws KitError `PORT_TAKEN`, which names the holder as far as possible,
 * or `BAD_PORT` for a port that only the administrator may use.
 */
export async function requireFreePort(port: number): Promise<void> {
  if (await isFree(port)) return;
  throw portTaken(port, await describeTaker(port));
}

export function portTaken(port: number, holder: string, cause?: unknown): KitError {
  const another = port < 65535 ? port + 1 : port - 1;
  return new KitError('PORT_TAKEN', { port, holder, another }, cause);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else
        reject(error.code === 'EACCES' ? new KitError('BAD_PORT', { port, reason: RESERVED }, error) : error);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function describeTaker(port: number): Promise<string> {
  const [answer, program] = await Promise.all([whoAnswers(`http://127.0.0.1:${port}`), listenerOn(port)]);
  const names = { ministack: 'MiniStack', localstack: 'LocalStack' };
  if (!answer) return program ?? 'another program';
  const engine = `a ${names[answer.kind]} ${answer.version} that this checkout did not start`;
  return program ? `${engine} (${program})` : engine;
}

/** Returns the listener, such as `node, pid 123`, from ss or lsof, whichever this machine has. */
async function listenerOn(port: number): Promise<string | undefined> {
  const ss = await run('ss', ['-Hltnp', `sport = :${port}`], { timeoutMs: 2000 });
  const bySs = /\(\("([^"]+)",pid=(\d+)/.exec(ss.stdout);
  if (bySs) return `${bySs[1]}, pid ${bySs[2]}`;
  const lsof = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { timeoutMs: 2000 });
  const byLsof = /^p(\d+)\n(?:[^c].*\n)*c(.+)$/m.exec(lsof.stdout);
  return byLsof ? `${byLsof[2]}, pid ${byLsof[1]}` : undefined;
}
