import { KitError, type Problem } from '../../errors';
import type { Engine, Place, Present, Report, Running, Worker } from '../engine';
import { HEALTH_PATHS, neverReady, versionOf, waitForAnswer } from '../health';
import { requireFreePort } from '../port';
import { Compose, endOf } from './compose';
import { askDocker } from './docker';
import { FunctionContainers } from './function-containers';

const SERVICE = 'localstack';
const PULL_TIMEOUT_MS = 1_200_000;
const UP_TIMEOUT_MS = 60_000;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;

/** LocalStack in a container, from the checkout's docker-compose.yml. */
export class LocalStack implements Engine {
  readonly name = 'localstack';
  readonly compose: Compose;

  constructor(private readonly place: Place) {
    this.compose = new Compose(place);
  }

  async problems(): Promise<Problem[]> {
    const docker = await askDocker(this.place.env);
    return 'problem' in docker ? [docker.problem] : [];
  }

  async missing(): Promise<string[]> {
    const config = await this.compose.run(['config', '--images']);
    if (config.exitCode !== 0) throw new KitError('COMPOSE_FAILED', { output: endOf(config) });
    const images = config.stdout.split('\n');
    const present = await this.compose.docker([
      ...['image', 'inspect', '--format', '{{json .RepoTags}}'],
      ...images,
    ]);
    return images.filter((image) => !present.stdout.includes(`"${image}"`));
  }

  async installed(): Promise<boolean> {
    return (await this.problems()).length === 0 && (await this.missing()).length === 0;
  }

  async install(report: Report): Promise<void> {
    await this.compose.requireDocker();
    for (const image of await this.missing()) {
      report(`Pulling ${image}`);
      const options = { timeoutMs: PULL_TIMEOUT_MS, onLine: report };
      const pulled = await this.compose.docker(['pull', image], options);
      if (pulled.exitCode !== 0) throw new KitError('PULL_FAILED', { image, output: endOf(pulled) });
    }
  }

  async start(report: Report, timeoutMs = START_TIMEOUT_MS): Promise<Running> {
    const docker = await this.compose.requireDocker();
    const already = await this.running();
    if (already) return already;
    // A container of this checkout that does not answer yet may hold the port.
    const present = await this.publishedPort();
    if (!present) {
      await this.removeFunctions();
      await requireFreePort(this.place.port);
    }
    report(`Starting LocalStack on port ${this.place.port}`);
    const up = await this.compose.up(SERVICE, docker, UP_TIMEOUT_MS, report);
    const url = `http://127.0.0.1:${this.place.port}${HEALTH_PATHS.localstack}`;
    const died = () => this.compose.hasEnded(SERVICE);
    const ended = up.exitCode === 0 ? await waitForAnswer(url, died, timeoutMs) : 'died';
    const running = ended === 'answers' ? await this.running() : undefined;
    if (running) return running;
    const last = [endOf(up), ...(await this.tail(12))];
    // A failed start would keep the port. Why the start failed matters more than why the container cannot be stopped.
    if (!present) await this.stop(report).catch((error: Error) => report(error.message));
    throw neverReady(ended, 'LocalStack', timeoutMs, last);
  }

  async running(): Promise<Running | undefined> {
    const present = await this.present();
    if (!present) return undefined;
    const endpoint = `http://127.0.0.1:${present.port}`;
    const version = await versionOf('localstack', endpoint);
    return version === undefined ? undefined : { endpoint, version };
  }

  async present(): Promise<Present | undefined> {
    // Asked first, because this gives up soon when the daemon hangs.
    if ((await this.problems()).length > 0) return undefined;
    const port = await this.publishedPort();
    return port ? { port } : undefined;
  }

  async stop(report: Report): Promise<void> {
    // Without a daemon nothing of this checkout runs; under one that hangs, something may.
    const [problem] = await this.problems();
    if (problem?.code === 'DOCKER_SILENT') report(`${problem.message} LocalStack is left as it is.`);
    if (problem) return;
    const options = { timeoutMs: STOP_TIMEOUT_MS, onLine: report };
    // A killed LocalStack leaves its functions. Compose cannot remove the network while they use it, and does not say
    // so.
    await this.compose.run(['stop'], options);
    await this.removeFunctions();
    const down = await this.compose.run(['down', '--remove-orphans', '--volumes'], options);
    if (down.exitCode !== 0) throw new KitError('STOP_FAILED', { output: endOf(down) });
  }

  /** Stops the engine: outside its container, LocalStack keeps nothing. */
  async clean(report: Report): Promise<void> {
    await this.stop(report);
  }

  async workers(functionName: string): Promise<Worker[]> {
    const { host } = await this.compose.requireDocker();
    return new FunctionContainers(host, this.compose.project).of(functionName);
  }

  async tail(lines: number): Promise<string[]> {
    return this.compose.tail(SERVICE, lines);
  }

  private async removeFunctions(): Promise<void> {
    const label = `label=sluice.project=${this.compose.project}`;
    const { stdout } = await this.compose.docker(['ps', '--all', '--quiet', '--filter', label]);
    const ids = stdout.split('\n').filter((id) => id !== '');
    if (ids.length === 0) return;
    await this.compose.docker(['rm', '--force', ...ids], { timeoutMs: STOP_TIMEOUT_MS });
  }

  private publishedPort(): Promise<number | undefined> {
    return this.compose.publishedPort(SERVICE, 4566);
  }
}
