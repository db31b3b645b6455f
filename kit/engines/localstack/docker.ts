import type { Problem } from '../engine';
import { lastLines, type RunOptions, run } from '../run';

/** How long a daemon may take to answer before it counts as absent. */
const DAEMON_TIMEOUT_MS = 2000;
const WITHOUT = 'Or do without Docker: ENGINE=ministack make up';
/** Where the daemon's socket is on the machine that runs containers, unless the client says otherwise. */
const USUAL_SOCKET = '/var/run/docker.sock';

export interface Docker {
  version: string;
  /** Its address, such as `unix:///var/run/docker.sock`. */
  host: string;
  /** The path of the daemon's socket, as a container mounts it. */
  socket: string;
}

/** The Docker daemon of this machine, or the reason why it cannot run LocalStack. */
export async function askDocker(env: NodeJS.ProcessEnv): Promise<Docker | { problem: Problem }> {
  const options: RunOptions = { timeoutMs: DAEMON_TIMEOUT_MS, env };
  const [daemon, compose, context] = await Promise.all([
    run('docker', ['version', '--format', '{{.Server.Version}}'], options),
    run('docker', ['compose', 'version', '--short'], options),
    run('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], options),
  ]);
  const cannot = (code: string, message: string, fix: string) => ({
    problem: { code, message, fix: `${fix}\n${WITHOUT}` },
  });
  if (daemon.missing) return cannot('NO_DOCKER', 'There is no docker command on PATH.', 'Install Docker.');
  const startIt = 'Start Docker, and check that `docker ps` works.';
  if (daemon.timedOut) {
    const message = `The Docker daemon does not answer within ${DAEMON_TIMEOUT_MS / 1000} s.`;
    return cannot('DOCKER_SILENT', message, startIt);
  }
  if (daemon.exitCode !== 0) {
    const message = `The Docker daemon does not answer: ${lastLines(daemon.output, 1).join()}`;
    return cannot('NO_DOCKER_DAEMON', message, startIt);
  }
  if (compose.exitCode !== 0) {
    const message = 'This Docker has no compose plugin (`docker compose version` fails).';
    return cannot('NO_COMPOSE', message, 'Install the Docker Compose plugin.');
  }
  const host = context.stdout || `unix://${USUAL_SOCKET}`;
  if (isElsewhere(host)) {
    const message = `The Docker daemon is on another machine (${host}), and LocalStack would listen there.`;
    return cannot(
      'DOCKER_ELSEWHERE',
      message,
      'Use a local daemon: unset DOCKER_HOST; docker context use default',
    );
  }
  return { version: daemon.stdout, host, socket: env.DOCKER_SOCK || socketOf(host) };
}

function isElsewhere(host: string): boolean {
  const remote = /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(host)?.[1];
  return remote !== undefined && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(remote);
}

/**
 * Where a container finds the socket of the daemon at `host`. On macOS, and with Docker Desktop, containers run in a
 * virtual machine, in which the socket is at its usual place.
 */
function socketOf(host: string): string {
  const [, socket] = /^unix:\/\/(.+)$/.exec(host) ?? [];
  const inThisMachine = process.platform === 'linux' && !socket?.includes('/.docker/desktop/');
  return socket && inThisMachine ? socket : USUAL_SOCKET;
}
