import path from 'node:path';
import { KitError, type Problem } from '../../errors';
import type { Engine, Place, Present, Report, Running, Worker } from '../engine';
import { HEALTH_PATHS, versionOf } from '../health';
import { HostProcess } from '../host-process';
import { findPython, pythonProblem } from '../python/python';
import { Venv } from '../python/venv';
import { ministackEnvironment } from './environment';

/** The pins and hashes of everything that MiniStack needs, on Python 3.10 to 3.14. */
export const REQUIREMENTS = path.join(__dirname, 'requirements.txt');

const START = path.join(__dirname, 'python', 'start.py');
const INSTALL_TIMEOUT_MS = 1_000_000;

/**
 * MiniStack as a process of this machine: Python runs in a venv of the checkout, functions in local Node.js processes.
 */
export class MiniStack implements Engine {
  readonly name = 'ministack';
  readonly runsOnThisNode = true;
  private readonly venv: Venv;
  private readonly host: HostProcess;

  constructor(private readonly place: Place) {
    this.venv = new Venv(place, 'ministack', REQUIREMENTS);
    this.host = new HostProcess(place, {
      name: this.name,
      title: 'MiniStack',
      healthPath: HEALTH_PATHS.ministack,
      versionAt: (endpoint) => versionOf('ministack', endpoint),
      startTimeoutMs: 30_000,
      stopGraceMs: 3000,
      launch: async () => ({
        command: this.venv.python,
        args: ['-I', '-u', START],
        env: ministackEnvironment(place.env, this.host.folder, place.port),
      }),
    });
  }

  async problems(): Promise<Problem[]> {
    if (this.venv.isReady()) return [];
    const problem = pythonProblem(await findPython(this.place.env));
    return problem ? [problem] : [];
  }

  async installed(): Promise<boolean> {
    return this.venv.isReady();
  }

  async install(report: Report): Promise<void> {
    if (this.venv.isReady()) return;
    await this.host.locked(INSTALL_TIMEOUT_MS, () => this.venv.make(report));
  }

  running(): Promise<Running | undefined> {
    return this.host.running();
  }

  present(): Promise<Present | undefined> {
    return this.host.present();
  }

  async start(report: Report): Promise<Running> {
    if (!this.venv.isReady()) {
      throw new KitError('NOT_INSTALLED', { engine: this.name });
    }
    return this.host.start(report);
  }

  stop(report: Report): Promise<void> {
    return this.host.stop(report);
  }

  clean(report: Report): Promise<void> {
    return this.host.clean(report, this.venv.folder);
  }

  workers(functionName: string): Promise<Worker[]> {
    return this.host.workers(functionName);
  }

  async tail(lines: number): Promise<string[]> {
    return this.host.tail(lines);
  }
}
