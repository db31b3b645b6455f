import path from 'node:path';
import { KitError } from '../../errors';
import { checkoutId } from '../checkout';
import type { Engine, Place, Present, Problem, Report, Running } from '../engine';
import { HEALTH_PATHS, versionOf, waitForAnswer } from '../health';
import { requireFreePort } from '../port';
import { lastLines, type Outcome, run } from '../run';
import { askDocker, type Docker } from './docker';

const PULL_TIMEOUT_MS = 1_200_000;
const UP_TIMEOUT_MS = 60_000;
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

  async missing(): Promise<string[]> {
    const images = await this.images();
    const present = await this.docker(['image', 'inspect', '--format', '{{json .RepoTags}}', ...images]);
    return images.filter((image) => !present.stdout.includes(`"${image}"`));
  }

  async install(report: Report): Promise<void> {
    await this.requireDocker();
    for (const image of await this.missing()) {
      report(`Pulling ${image}`);
      const pulled = await this.docker(['pull', image], PULL_TIMEOUT_MS, report);
      if (pulled.exitCode === 0) continue;
      const fix = 'Check the network and the name of the image.';
      throw this.failed('PULL_FAILED', `Docker could not pull ${image}`, pulled, fix);
    }
  }

  async start(report: Report, timeoutMs = START_TIMEOUT_MS): Promise<Running> {
    const { socket } = await this.requireDocker();
    const already = await this.running();
    if (already) return already;
    // A container of ours that does not answer yet has the port rightly.
    if (!(await this.publishedPort())) {
      await this.removeFunctions();
      await requireFreePort(this.place.port);
    }
    report(`Starting LocalStack on port ${this.place.port}`);
    const up = await this.compose(['up', '--detach'], UP_TIMEOUT_MS, report, { DOCKER_SOCK: socket });
    const url = `http://127.0.0.1:${this.place.port}${HEALTH_PATHS.localstack}`;
    const ended = up.exitCode === 0 ? await waitForAnswer(url, () => this.hasEnded(), timeoutMs) : 'died';
    const running = ended === 'answers' ? await this.running() : undefined;
    if (running) return running;
    const [code, what] =
      ended === 'died'
        ? ['ENGINE_DIED', 'LocalStack ended while it started']
        : ['ENGINE_SILENT', `LocalStack did not answer within ${timeoutMs / 1000} s`];
    const output = [up.output, ...(await this.tail(12))].join('\n');
    throw this.failed(code, what, { ...up, output }, 'make down, then make up.');
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
    // Without a daemon nothing of ours can be running; one that hangs may have it.
    const [problem] = await this.problems();
    if (problem?.code === 'DOCKER_SILENT') report(`${problem.message} LocalStack is left as it is.`);
    if (problem) return;
    // A LocalStack that was killed leaves its functions. Compose cannot remove the network while they are in it, and says
    // nothing of that.
    await this.compose(['stop'], STOP_TIMEOUT_MS, report);
    await this.removeFunctions();
    const down = await this.compose(['down', '--remove-orphans', '--volumes'], STOP_TIMEOUT_MS, report);
    if (down.exitCode === 0) return;
    throw this.failed('STOP_FAILED', 'LocalStack could not be stopped', down, 'See what `docker ps` says.');
  }

  /** As stop: outside its container LocalStack keeps nothing. */
  async clean(report: Report): Promise<void> {
    await this.stop(report);
  }

  async tail(lines: number): Promise<string[]> {
    const { exitCode, stdout } = await this.compose(
      ['logs', '--no-color', '--no-log-prefix', '--tail', String(lines)],
      QUERY_TIMEOUT_MS,
    );
    return exitCode === 0 && stdout !== '' ? lastLines(stdout, lines) : [];
  }

  /** LocalStack's image, and those in which it runs functions, as docker-compose.yml names them. */
  private async images(): Promise<string[]> {
    const config = await this.compose(['config', '--format', 'json'], QUERY_TIMEOUT_MS);
    if (config.exitCode !== 0) {
      const fix = 'See what `docker compose config` says, and that Compose is version 2.';
      throw this.failed('COMPOSE_FAILED', 'Docker Compose could not read docker-compose.yml', config, fix);
    }
    const { image, environment } = JSON.parse(config.stdout).services.localstack;
    return [image, ...Object.values(JSON.parse(environment.LAMBDA_RUNTIME_IMAGE_MAPPING))];
  }

  private async removeFunctions(): Promise<void> {
    const label = `label=sluice.project=${this.project}`;
    const { stdout } = await this.docker(['ps', '--all', '--quiet', '--filter', label]);
    const ids = stdout.split('\n').filter((id) => id !== '');
    if (ids.length > 0) await this.docker(['rm', '--force', ...ids], STOP_TIMEOUT_MS);
  }

  private async hasEnded(): Promise<boolean> {
    const ids = await this.compose(['ps', '--status', 'running', '--quiet'], QUERY_TIMEOUT_MS);
    return ids.exitCode === 0 && ids.stdout === '';
  }

  /** The port of this machine at which the container is published; undefined when there is no such container. */
  private async publishedPort(): Promise<number | undefined> {
    const { stdout } = await this.compose(['port', 'localstack', '4566'], QUERY_TIMEOUT_MS);
    const port = Number(/:(\d+)$/.exec(stdout)?.[1] ?? 0);
    return port || undefined;
  }

  private async requireDocker(): Promise<Docker> {
    const docker = await askDocker(this.place.env);
    if ('problem' in docker) throw new KitError(docker.problem);
    return docker;
  }

  private compose(
    args: string[],
    timeoutMs: number,
    onLine?: Report,
    env?: NodeJS.ProcessEnv,
  ): Promise<Outcome> {
    const file = path.join(this.place.root, 'docker-compose.yml');
    const base = ['compose', '--project-name', this.project, '--project-directory', this.place.root];
    return this.docker([...base, '--file', file, ...args], timeoutMs, onLine, env);
  }

  private docker(
    args: string[],
    timeoutMs = QUERY_TIMEOUT_MS,
    onLine?: Report,
    more?: NodeJS.ProcessEnv,
  ): Promise<Outcome> {
    const env = { ...this.place.env, SLUICE_PORT: String(this.place.port), ...more };
    return run('docker', args, { timeoutMs, env, cwd: this.place.root, ...(onLine ? { onLine } : {}) });
  }

  private failed(code: string, what: string, { output, timedOut }: Outcome, fix: string): KitError {
    const message = `${what}${timedOut ? ' in time' : ''}:\n${lastLines(output, 15).join('\n')}`;
    return new KitError({ code, message, fix: `${fix}\nOr do without Docker: ENGINE=ministack make up` });
  }
}
