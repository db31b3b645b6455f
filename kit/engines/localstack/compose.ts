import path from 'node:path';
import { KitError } from '../../errors';
import { checkoutId } from '../checkout';
import type { Place, Report } from '../engine';
import { lastLines, type Outcome, run } from '../run';
import { askDocker, type Docker } from './docker';

const QUERY_TIMEOUT_MS = 5000;

export interface DockerOptions {
  timeoutMs?: number;
  onLine?: Report;
  env?: NodeJS.ProcessEnv;
}

/** The docker-compose.yml of a checkout, under its own project name, so that checkouts do not affect each other. */
export class Compose {
  readonly project: string;

  constructor(private readonly place: Place) {
    this.project = `sluice-${checkoutId(place)}`;
  }

  /** Runs `docker compose` with all services of the file. */
  run(args: string[], options?: DockerOptions): Promise<Outcome> {
    const file = path.join(this.place.root, 'docker-compose.yml');
    const where = ['--project-name', this.project, '--project-directory', this.place.root, '--file', file];
    return this.docker(['compose', ...where, '--profile', 'faults', ...args], options);
  }

  /** Runs `docker`. */
  docker(
    args: string[],
    { timeoutMs = QUERY_TIMEOUT_MS, onLine, env }: DockerOptions = {},
  ): Promise<Outcome> {
    const all = { ...this.place.env, SLUICE_PORT: String(this.place.port), ...env };
    return run('docker', args, { timeoutMs, env: all, cwd: this.place.root, ...(onLine ? { onLine } : {}) });
  }

  /**
   * Creates and starts a service's container.
   * @param socket the daemon's socket, as a container mounts it
   */
  up(service: string, { socket }: Docker, timeoutMs: number, report: Report): Promise<Outcome> {
    return this.run(['up', '--detach', service], { timeoutMs, onLine: report, env: { DOCKER_SOCK: socket } });
  }

  /** Returns the port of 127.0.0.1 at which a service's port is published; undefined without a container. */
  async publishedPort(service: string, port: number): Promise<number | undefined> {
    const { stdout } = await this.run(['port', service, String(port)]);
    return Number(/:(\d+)$/.exec(stdout)?.[1] ?? 0) || undefined;
  }

  /** Whether a service has no running container. Returns false when Docker does not say. */
  async hasEnded(service: string): Promise<boolean> {
    const { exitCode, stdout } = await this.run(['ps', '--status', 'running', '--quiet', service]);
    return exitCode === 0 && stdout === '';
  }

  /** Returns the last lines of a service's output; nothing without a container. */
  async tail(service: string, lines: number): Promise<string[]> {
    const options = ['--no-color', '--no-log-prefix', '--tail', String(lines)];
    const { exitCode, stdout } = await this.run(['logs', ...options, service]);
    return exitCode === 0 && stdout !== '' ? lastLines(stdout, lines) : [];
  }

  /**
   * Returns the Docker daemon.
   * @throws KitError with the reason why the daemon cannot be used
   */
  async requireDocker(): Promise<Docker> {
    const docker = await askDocker(this.place.env);
    if ('problem' in docker) throw new KitError(docker.problem);
    return docker;
  }
}

/** Returns the last lines of a command's output. */
export function endOf({ output, timedOut }: Outcome): string {
  return [...lastLines(output, 15), ...(timedOut ? ['It did not end in time.'] : [])].join('\n');
}
