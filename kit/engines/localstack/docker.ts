import type { Problem } from '../engine';
import { lastLines, type RunOptions, run } from '../run';

/** How long a daemon may take to answer before it counts as absent. */
const DAEMON_TIMEOUT_MS = 2000;
const WITHOUT = 'Or do without Docker: ENGINE=ministack make up';

/** The version of the Docker daemon, or the reason why LocalStack cannot be run by it. */
export async function askDocker(env: NodeJS.ProcessEnv): Promise<{ version: string } | { problem: Problem }> {
  const options: RunOptions = { timeoutMs: DAEMON_TIMEOUT_MS, env };
  const [daemon, compose] = await Promise.all([
    run('docker', ['version', '--format', '{{.Server.Version}}'], options),
    run('docker', ['compose', 'version', '--short'], options),
  ]);
  if (daemon.missing) {
    const message = 'There is no docker command on PATH.';
    return { problem: { code: 'NO_DOCKER', message, fix: `Install Docker.\n${WITHOUT}` } };
  }
  const startIt = `Start Docker, and see that \`docker ps\` works.\n${WITHOUT}`;
  if (daemon.timedOut) {
    const message = `The Docker daemon does not answer within ${DAEMON_TIMEOUT_MS / 1000} s.`;
    return { problem: { code: 'DOCKER_SILENT', message, fix: startIt } };
  }
  if (daemon.exitCode !== 0) {
    const message = `The Docker daemon does not answer: ${lastLines(daemon.output, 1).join()}`;
    return { problem: { code: 'NO_DOCKER_DAEMON', message, fix: startIt } };
  }
  if (compose.exitCode !== 0) {
    const message = 'This Docker has no compose plugin (`docker compose version` fails).';
    return {
      problem: { code: 'NO_COMPOSE', message, fix: `Install the Docker Compose plugin.\n${WITHOUT}` },
    };
  }
  return { version: daemon.stdout };
}
