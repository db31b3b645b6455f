import { createServer } from 'node:net';
import path from 'node:path';
import { bareEnvironment } from '../engines/bare-environment';
import type { Place, Report } from '../engines/engine';
import { HostProcess } from '../engines/host-process';
import { ROOT } from '../root';
import { FaultControl } from './client';
import { RULES_PATH } from './control';

const NAME = 'faults';

/** The checkout's fault proxy as a background process; its log and pid file are in `.sluice/faults/`. */
export class BackgroundProxy {
  /** @param engine the name of the engine whose functions it ends */
  constructor(
    private readonly place: Place,
    private readonly engine = '',
  ) {}

  /** Returns the proxy's control; undefined when the proxy does not run. */
  async running(): Promise<FaultControl | undefined> {
    const running = await this.host(0, '').running();
    return running && new FaultControl(running.endpoint);
  }

  /** Starts the proxy in front of an engine, unless it runs. `target` is the engine's address. */
  async start(target: string, report: Report): Promise<FaultControl> {
    const already = await this.running();
    if (already && (await already.state()).target === target) return already;
    if (already) await this.stop(report);
    const { endpoint } = await this.host(await freePort(), target).start(report);
    return new FaultControl(endpoint);
  }

  async stop(report: Report): Promise<void> {
    await this.host(0, '').stop(report);
  }

  async clean(report: Report): Promise<void> {
    await this.host(0, '').clean(report);
  }

  private host(port: number, target: string): HostProcess {
    const host: HostProcess = new HostProcess(
      { ...this.place, port },
      {
        name: NAME,
        title: 'The fault proxy',
        healthPath: RULES_PATH,
        versionAt: (endpoint) => new FaultControl(endpoint).version(),
        startTimeoutMs: 30_000,
        stopGraceMs: 1000,
        launch: async () => ({
          command: process.execPath,
          args: ['--require', path.join(ROOT, 'kit', 'typescript.js'), path.join(__dirname, 'main.ts')],
          env: {
            ...bareEnvironment(this.place.env, host.folder),
            FAULTS_PORT: String(port),
            FAULTS_TARGET: target,
            FAULTS_ENGINE: this.engine,
          },
        }),
      },
    );
    return host;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
