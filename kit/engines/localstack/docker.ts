import { type Problem, problem } from '../../errors';
import { lastLines, type RunOptions, run } from '../run';

/** How long a daemon may take to answer before it counts as absent. */
const DAEMON_TIMEOUT_MS = 2000;
/** The path of the daemon's socket on the machine that runs containers, unless the client says otherwise. */
const USUAL_SOCKET = '/var/run/docker.sock';

export interface Docker {
  version: string;
  /** The daemon's address, such as `unix:///var/run/docker.sock`. */
  host: string;
  /** The path of the daemon's socket, as a container mounts it. */
  socket: string;
}

/** Returns the Docker daemon of this machine, or the reason why it cannot run LocalStack. */
export async function askDocker(env: NodeJS.ProcessEnv): Promise<Docker | { problem: Problem }> {
  const options: RunOptions = { timeoutMs: DAEMON_TIMEOUT_MS, env };
  const [daemon, compose, context] = await Promise.all([
    run('docker', ['version', '--format', '{{.Server.Version}}'], options),
    run('docker', ['compose', 'version', '--short'], options),
    run('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], options),
  ]);
  if (daemon.missing) return { problem: problem('NO_DOCKER') };
  if (daemon.timedOut) return { problem: problem('DOCKER_SILENT', { seconds: DAEMON_TIMEOUT_MS / 1000 }) };
  const answer = lastLines(daemon.output, 1).join();
  if (daemon.exitCode !== 0) return { problem: problem('NO_DOCKER_DAEMON', { answer }) };
  if (compose.exitCode !== 0) return { problem: problem('NO_COMPOSE') };
  const host = context.stdout || `unix://${USUAL_SOCKET}`;
  if (isElsewhere(host)) return { problem: problem('DOCKER_ELSEWHERE', { host }) };
  return { version: daemon.stdout, host, socket: env.DOCKER_SOCK || socketOf(host) };
}

function isElsewhere(host: string): boolean {
  const remote = /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(host)?.[1];
  return remote !== undefined && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(remote);
}

/**
 * Returns where a container finds the socket of the daemon at `host`. On macOS, and with Docker Desktop, containers run
 * in a virtual machine that has the socket at its usual place.
 */
function socketOf(host: string): string {
  const [, socket] = /^unix:\/\/(.+)$/.exec(host) ?? [];
  const inThisMachine = process.platform === 'linux' && !socket?.includes('/.docker/desktop/');
  return socket && inThisMachine ? socket : USUAL_SOCKET;
}
