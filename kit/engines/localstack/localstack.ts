import path from 'node:path';
import { KitError } from '../../errors';
import { checkoutId } from '../checkout';
import type { Engine, Place, Present, Problem, Report, Running } from '../engine';
import { versionOf } from '../health';
import { requireFreePort } from '../port';
import { lastLines, type Outcome, run } from '../run';
import { askDocker } from './docker';

const PULL_TIMEOUT_MS = 1_200_000;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
const QUERY_TIMEOUT_MS = 5000;

/** LocalStack in a container, by the docker-compose.yml of the checkout. */
export class LocalStack implements Engine {
  readonly name = 'localstack';
  /** So that two checkouts on one machine do not stop each other's engine. */
  private readonly project: string;

  constructor(private readonly place: Place) {
    this.project = `sluice-${checkoutId(place)}`;
  }

  async problems(): Promise<Problem[]> {
    const docker = await askDocker(this.place.env);
    return 'problem' in docker ? [docker.problem] : [];
  }

  async install(report: Report): Promise<void> {
    await this.requireDocker();
    const { stdout: image } = await this.compose(['config', '--images'], QUERY_TIMEOUT_MS);
    const present = await this.docker(['image', 'inspect', '--format', 'present', image]);
    if (present.exitCode === 0) return;
    report(`Pulling ${image}`);
    const pulled = await this.compose(['pull'], PULL_TIMEOUT_MS, report);
    if (pulled.exitCode !== 0) {
      const fix = 'Check the network and the name of the image.';
      throw this.failed('PULL_FAILED', `Docker could not pull ${image}`, pulled, fix);
    }
  }

  async start(report: Report): Promise<Running> {
    await this.requireDocker();
    const already = await this.running();
    if (already) return already;
    // A container of ours that does not answer yet has the port rightly.
    if (!(await this.publishedPort())) await requireFreePort(this.place.port);
    report(`Starting LocalStack on port ${this.place.port}`);
    const wait = ['--wait', '--wait-timeout', String(START_TIMEOUT_MS / 1000)];
    const up = await this.compose(['up', '--detach', ...wait], START_TIMEOUT_MS + 10_000, report);
    const running = await this.running();
    if (up.exitCode === 0 && running) return running;
    const output = [up.output, ...(await this.tail(12))].join('\n');
    throw this.failed(
      'ENGINE_DIED',
      'LocalStack did not start',
      { ...up, output },
      'make down, then make up.',
    );
  }

  async running(): Promise<Running | undefined> {
    const present = await this.present();
    if (!present) return undefined;
    const endpoint = `http://127.0.0.1:${present.port}`;
    const version = await versionOf('localstack', endpoint);
    return version === undefined ? undefined : { endpoint, version };
  }

  async present(): Promise<Present | undefined> {
    // Asked first since it gives up soon, when the daemon hangs.
    if ((await this.problems()).length > 0) return undefined;
    const port = await this.publishedPort();
    return port ? { port } : undefined;
  }

  async stop(report: Report): Promise<void> {
    await this.down([], report);
  }

  async clean(report: Report): Promise<void> {
    await this.down(['--volumes'], report);
  }

  async tail(lines: number): Promise<string[]> {
    const { exitCode, stdout } = await this.compose(
      ['logs', '--no-color', '--no-log-prefix', '--tail', String(lines)],
      QUERY_TIMEOUT_MS,
    );
    return exitCode === 0 && stdout !== '' ? lastLines(stdout, lines) : [];
  }

  private async down(options: string[], report: Report): Promise<void> {
    // Without a daemon nothing of ours can be running; one that hangs may have it.
    const [problem] = await this.problems();
    if (problem?.code === 'DOCKER_SILENT') report(`${problem.message} LocalStack is left as it is.`);
    if (problem) return;
    // A LocalStack that was killed leaves its functions, and they would hold the network.
    const functions = await this.docker([
      'ps',
      '--all',
      '--quiet',
      '--filter',
      `label=sluice.project=${this.project}`,
    ]);
    const down = await this.compose(['down', '--remove-orphans', ...options], STOP_TIMEOUT_MS, report);
    const left = functions.stdout.split('\n').filter((id) => id !== '');
    if (left.length > 0) await this.docker(['rm', '--force', ...left]);
    if (down.exitCode === 0) return;
    // Again, now that the functions are gone.
    const again = await this.compose(['down', '--remove-orphans', ...options], STOP_TIMEOUT_MS, report);
    if (again.exitCode !== 0) {
      throw this.failed(
        'STOP_FAILED',
        'LocalStack could not be stopped',
        again,
        'See what `docker ps` says.',
      );
    }
  }

  /** The port of this machine at which the container is published; undefined when there is no such container. */
  private async publishedPort(): Promise<number | undefined> {
    const { stdout } = await this.compose(['port', 'localstack', '4566'], QUERY_TIMEOUT_MS);
    const port = Number(/:(\d+)$/.exec(stdout)?.[1] ?? 0);
    return port || undefined;
  }

  private async requireDocker(): Promise<void> {
    const [problem] = await this.problems();
    if (problem) throw new KitError(problem);
  }

  private compose(args: string[], timeoutMs: number, onLine?: Report): Promise<Outcome> {
    const file = path.join(this.place.root, 'docker-compose.yml');
    const base = ['compose', '--project-name', this.project, '--project-directory', this.place.root];
    return this.docker([...base, '--file', file, ...args], timeoutMs, onLine);
  }

  private docker(args: string[], timeoutMs = QUERY_TIMEOUT_MS, onLine?: Report): Promise<Outcome> {
    const env = { ...this.place.env, SLUICE_PORT: String(this.place.port) };
    return run('docker', args, { timeoutMs, env, cwd: this.place.root, ...(onLine ? { onLine } : {}) });
  }

  private failed(code: string, what: string, { output, timedOut }: Outcome, fix: string): KitError {
    const message = `${what}${timedOut ? ' in time' : ''}:\n${lastLines(output, 15).join('\n')}`;
    return new KitError({ code, message, fix: `${fix}\nOr do without Docker: ENGINE=ministack make up` });
  }
}
