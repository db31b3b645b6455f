import path from 'node:path';
import { build } from 'esbuild';
import { type Place, type Report, sluiceFolder } from '../engines/engine';
import { neverReady, waitForAnswer } from '../engines/health';
import { endOf } from '../engines/localstack/compose';
import type { LocalStack } from '../engines/localstack/localstack';
import { FaultControl } from './client';
import { RULES_PATH, SERVICE } from './control';

const { name, port } = SERVICE;
const START_TIMEOUT_MS = 30_000;

/**
 * The fault proxy as a container beside LocalStack's, because functions in containers cannot reach this machine's
 * loopback.
 */
export class ContainerProxy {
  constructor(
    private readonly place: Place,
    private readonly engine: LocalStack,
  ) {}

  /** Returns the proxy's control; undefined when the proxy does not run. */
  async running(): Promise<FaultControl | undefined> {
    const published = await this.engine.compose.publishedPort(name, port);
    if (!published) return undefined;
    const control = new FaultControl(`http://127.0.0.1:${published}`, `http://${name}:${port}`);
    return (await control.version()) ? control : undefined;
  }

  /**
   * Starts the proxy in front of LocalStack, unless it runs.
   * @throws KitError `ENGINE_DIED` or `ENGINE_SILENT` with the last lines of its log
   */
  async start(_target: string, report: Report): Promise<FaultControl> {
    const already = await this.running();
    if (already) return already;
    const { compose } = this.engine;
    // The container has Node.js, but no packages of this checkout.
    await build({
      ...{ entryPoints: [path.join(__dirname, 'container-main.ts')], bundle: true, platform: 'node' },
      outfile: path.join(sluiceFolder(this.place), 'fault-proxy', 'proxy.cjs'),
    });
    const up = await compose.up(name, await compose.requireDocker(), START_TIMEOUT_MS, report);
    const published = await compose.publishedPort(name, port);
    const url = `http://127.0.0.1:${published}${RULES_PATH}`;
    const died = () => compose.hasEnded(name);
    const ended = published ? await waitForAnswer(url, died, START_TIMEOUT_MS) : 'died';
    const control = await this.running();
    if (control) return control;
    throw neverReady(ended, 'The fault proxy', START_TIMEOUT_MS, [
      endOf(up),
      ...(await compose.tail(name, 12)),
    ]);
  }
}
